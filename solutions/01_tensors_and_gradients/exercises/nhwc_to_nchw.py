"""Channels last to channels first."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def nhwc_to_nchw(x):
    """Move the channels of a batch of images from the last axis to the second.

        out[n, c, i, j] = x[n, i, j, c]

    x: array (N, H, W, C), images, rows, columns, channels; left unchanged.

    Returns an array (N, C, H, W).
    """
    ### BEGIN SOLUTION
    return x.swapaxes(1, 3).swapaxes(2, 3)
    ### END SOLUTION


def with_torch(x):
    """torch's permute."""
    import torch

    return torch.tensor(np.array(x)).permute(0, 3, 1, 2).numpy()


def with_moveaxis(x):
    """The axis is moved, and the rest moves up."""
    return np.moveaxis(x, -1, 1)


def channel_by_channel(x):
    """One picture per channel, stacked."""
    return np.stack([x[..., c] for c in range(x.shape[3])], axis=1)


def pixel_by_pixel(x):
    """Every pixel on its own."""
    images, height, width, channels = x.shape
    out = np.empty((images, channels, height, width), dtype=x.dtype)
    for n, i, j, c in np.ndindex(x.shape):
        out[n, c, i, j] = x[n, i, j, c]
    return out


def photos(rng, *shape, **options):
    """Inputs of `call`: a batch of images."""
    return {"args": [rng.normal(size=shape)], "returns": ["images"], **options}


_EXCHANGE = "an exchange of two axes is the same from either side"

EXERCISE = Exercise(
    nhwc_to_nchw,
    points=2,
    ids=("FND-05",),
    source="numpy.transpose; torch.Tensor.permute; image_data_format of Keras",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "two tiny images", lambda rng: photos(rng, 2, 1, 2, 3), public=True, about="2 images of 1 by 2, 3 channels"
        ),
        Case(
            "four different sides",
            lambda rng: photos(rng, 2, 3, 5, 4),
            public=True,
            about="2 images of 3 by 5, 4 channels",
        ),
        Case("one image of one channel", lambda rng: photos(rng, 1, 4, 3, 1)),
        Case("a square image", lambda rng: photos(rng, 3, 4, 4, 4)),
        Case("every other channel of more", lambda rng: photos(rng, 2, 4, 3, 2, layout="strided")),
    ),
    survivors={
        "return x.swapaxes(1, 3).swapaxes(2, 3) -> return x.swapaxes(1, 3).swapaxes(3, 2)": _EXCHANGE,
        "return x.swapaxes(1, 3).swapaxes(2, 3) -> return x.swapaxes(3, 1).swapaxes(2, 3)": _EXCHANGE,
    },
    right=(
        Right("moveaxis", task=with_moveaxis),
        Right("channel by channel", task=channel_by_channel),
        Right("pixel by pixel", task=pixel_by_pixel),
        Right("one transpose", {"x.swapaxes(1, 3).swapaxes(2, 3)": "x.transpose(0, 3, 1, 2)"}),
    ),
    hint="Take one image of 2 x 3 pixels with 4 channels, and follow one number: at which index does it end?",
    wrong=(
        Wrong(
            "reshaped",
            {"x.swapaxes(1, 3).swapaxes(2, 3)": "x.reshape(x.shape[0], x.shape[3], x.shape[1], x.shape[2])"},
            hint=(
                "Your shape is right, and every picture is scrambled.",
                "reshape only counts the elements off anew. To move an axis, the order of the axes has to change.",
            ),
        ),
        Wrong(
            "rows and columns swapped",
            {".swapaxes(2, 3)": ""},
            hint="Your pictures lie on their side. Rows come before columns, before and after.",
        ),
        Wrong(
            "the way back",
            {"x.swapaxes(1, 3).swapaxes(2, 3)": "x.transpose(0, 2, 3, 1)"},
            hint="That is the order for NCHW to NHWC. The numbers name the *old* axes, in their new order.",
        ),
        Wrong(
            "all axes reversed",
            {"x.swapaxes(1, 3).swapaxes(2, 3)": "x.T"},
            hint="`.T` turns round all four axes, the batch with them. Only the channels move.",
        ),
        Wrong(
            "channels before the images",
            {"x.swapaxes(1, 3).swapaxes(2, 3)": "x.transpose(3, 0, 1, 2)"},
            hint="The first axis counts the images, in both layouts.",
        ),
    ),
)
