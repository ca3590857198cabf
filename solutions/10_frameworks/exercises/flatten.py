"""Flattening an image into a row, in the order of either framework."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def flatten(x, channels_last=False):
    """Every image as one row of numbers, in the order in which torch or Keras puts them.

    torch keeps channels first: the numbers of the first channel, row by row, then those of the second one, and so on.
    Keras keeps channels last: all channels of the first pixel, then all channels of the pixel to its right, and so on.

    x: (N, C, H, W), in torch's layout for either order; left unchanged.
    channels_last: False for the order of torch's nn.Flatten, True for that of Keras's Flatten, which would have been
    handed the same images as (N, H, W, C).

    Returns (N, C * H * W), in the dtype of x.
    """
    ### BEGIN SOLUTION
    if channels_last:
        x = x.transpose(0, 2, 3, 1)
    return x.reshape(len(x), -1)
    ### END SOLUTION


def with_torch(x, channels_last=False):
    import torch

    tensor = torch.from_numpy(np.array(x))
    return (tensor.permute(0, 2, 3, 1) if channels_last else tensor).flatten(1).numpy()


def with_keras(x, channels_last=False):
    """Keras's Flatten, which puts channels last itself where it is told that they come first."""
    import keras

    layer = keras.layers.Flatten(data_format="channels_first" if channels_last else "channels_last", dtype=x.dtype.name)
    return keras.ops.convert_to_numpy(layer(np.array(x)))


def place_by_place(x, channels_last=False):
    """The place of each number computed from its channel, row and column."""
    n, c, h, w = x.shape
    out = np.zeros((n, c * h * w), x.dtype)
    for channel, i, j in np.ndindex(c, h, w):
        place = (i * w + j) * c + channel if channels_last else (channel * h + i) * w + j
        out[:, place] = x[:, channel, i, j]
    return out


def joined(x, channels_last=False):
    """A list of numbers for each image, one after the other."""
    rows = []
    for image in x:
        if channels_last:
            rows.append(np.concatenate([image[:, i, j] for i in range(image.shape[1]) for j in range(image.shape[2])]))
        else:
            rows.append(np.concatenate([line for channel in image for line in channel]))
    return np.stack(rows)


def images(rng, *shape, dtype="float64", layout="C", **options):
    return {"args": [rng.normal(size=shape).astype(dtype)], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    flatten,
    points=2,
    ids=("FND-05",),
    source="torch.nn.Flatten, keras.layers.Flatten",
    family=families.FUNCTION,
    without={"ignores the given channels_last": "'channels moved by a reshape' gives the same"},
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "torch's order",
            lambda rng: images(rng, 2, 2, 3, 4),
            public=True,
            about="2 images with 2 channels of 3 x 4, channels_last left out",
        ),
        Case(
            "Keras's order",
            lambda rng: images(rng, 2, 2, 3, 4, channels_last=True),
            public=True,
            about="2 images with 2 channels of 3 x 4, channels_last=True",
        ),
        Case(
            "more channels than pixels",
            lambda rng: images(rng, 3, 7, 2, 3, channels_last=True),
            public=True,
            about="3 images with 7 channels of 2 x 3, channels_last=True",
        ),
        Case("column-major", lambda rng: images(rng, 2, 3, 4, 5, layout="F")),
        Case("every other column", lambda rng: images(rng, 3, 2, 5, 4, layout="strided", channels_last=True)),
        Case(
            "float32",
            lambda rng: images(rng, 2, 3, 5, 4, dtype="float32", channels_last=True),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("Keras", task=with_keras),
        Right("place by place", task=place_by_place),
        Right("joined", task=joined),
        Right("moved axis", {"x.transpose(0, 2, 3, 1)": "np.moveaxis(x, 1, -1)"}),
    ),
    hint="Take one image with 2 channels of 2 x 3 and the numbers 0 to 11, and write both orders down.",
    wrong=(
        Wrong(
            "channels moved by a reshape",
            {"x.transpose(0, 2, 3, 1)": "x.reshape(len(x), x.shape[2], x.shape[3], x.shape[1])"},
            hint=(
                "channels_last=True gives the same order as False.",
                "If you reshape: that moves no number. Which function moves an axis?",
            ),
        ),
        Wrong(
            "columns before rows",
            {"x.transpose(0, 2, 3, 1)": "x.transpose(0, 3, 2, 1)"},
            hint="Channels are last, but you go down the columns. Rows come before columns in both frameworks.",
        ),
        Wrong(
            "always channels last",
            {"if channels_last:": "if True:"},
            hint="With channels_last=True you are right. torch leaves the axes as they are.",
        ),
        Wrong(
            "the two orders swapped",
            {"if channels_last:": "if not channels_last:"},
            hint="You give torch's order for Keras, and Keras's for torch.",
        ),
        Wrong(
            "the batch flattened too",
            {"x.reshape(len(x), -1)": "x.reshape(-1)"},
            hint="The first axis counts the images. It stays.",
        ),
        Wrong(
            "one image per column",
            {"x.reshape(len(x), -1)": "x.reshape(len(x), -1).T"},
            hint="One image is one row.",
        ),
        Wrong(
            "last axis slowest",
            {"x.reshape(len(x), -1)": 'x.reshape(len(x), -1, order="F")'},
            hint='The last index runs fastest. order="F" lets the first one run fastest.',
        ),
    ),
    survivors={
        "return x.reshape(len(x), -1) -> return x.reshape(len(x), -2)": "NumPy finds any side that is negative",
    },
)
