"""Mirrored images."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def hflip(x):
    """Images mirrored left to right, shaped like x and of its dtype.

        y[n, i, j, c] = x[n, i, W - 1 - j, c]

    x: (N, H, W, C), of any dtype, left unchanged.
    """
    ### BEGIN SOLUTION
    return x[:, :, ::-1]
    ### END SOLUTION


def column_by_column(x):
    """A loop over the columns, into a new array."""
    mirrored = np.zeros_like(x)
    width = x.shape[2]
    for j in range(width):
        mirrored[:, :, j, :] = x[:, :, width - 1 - j, :]
    return mirrored


def torch_flip(x):
    """torch.flip along the width."""
    import torch

    return torch.flip(torch.tensor(np.array(x)), dims=(2,)).numpy()


def images(rng, shape, dtype="float64", layout="C"):
    """Inputs of `call`: pixels that are all different."""
    x = rng.permutation(np.arange(int(np.prod(shape)))).reshape(shape)
    return {"args": [(x * (1 if dtype == "uint8" else 0.01)).astype(dtype)], "layout": layout}


EXERCISE = Exercise(
    hflip,
    points=1,
    ids=("REG-07",),
    source="Krizhevsky, Sutskever & Hinton 2012, section 4.1; numpy.flip",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=torch_flip,
    cases=(
        Case("one image", lambda rng: images(rng, (1, 2, 3, 1)), public=True, about="x (1, 2, 3, 1)"),
        Case("two in colour", lambda rng: images(rng, (2, 4, 5, 3)), public=True, about="x (2, 4, 5, 3)"),
        Case("bytes", lambda rng: images(rng, (3, 4, 2, 2), "uint8"), public=True, about="x (3, 4, 2, 2) of uint8"),
        Case("one column", lambda rng: images(rng, (2, 3, 1, 2)), weight=0.5),
        Case("column-major", lambda rng: images(rng, (2, 3, 4, 2), layout="F")),
        Case("float32, strided", lambda rng: images(rng, (2, 3, 4, 3), "float32", "strided")),
    ),
    right=(
        Right("column by column", task=column_by_column),
        Right("NumPy's flip", {"x[:, :, ::-1]": "np.flip(x, axis=2)"}),
        Right("picked by number", {"x[:, :, ::-1]": "x[:, :, np.arange(x.shape[2] - 1, -1, -1)]"}),
    ),
    hint="Take one image of 2 x 3 pixels with 2 channels, and draw it before and after.",
    wrong=(
        Wrong(
            "upside down",
            {"x[:, :, ::-1]": "x[:, ::-1]"},
            hint="You turned the rows round. Left and right are columns.",
        ),
        Wrong(
            "channels turned round",
            {"x[:, :, ::-1]": "x[..., ::-1]"},
            hint=(
                "Images of one channel come back as they were.",
                "The last axis is the channel here, (N, H, W, C). In (N, C, H, W) it would be the width.",
            ),
        ),
        Wrong(
            "upside down as well",
            {"x[:, :, ::-1]": "x[:, ::-1, ::-1]"},
            hint="That is a half turn. Only the columns change places.",
        ),
        Wrong(
            "order of the images turned round",
            {"x[:, :, ::-1]": "x[::-1]"},
            hint="You changed the order of the images. Each of them is to be mirrored.",
        ),
        Wrong(
            "transposed",
            {"x[:, :, ::-1]": "x.swapaxes(1, 2)"},
            hint="Rows and columns have changed places: the shape shows it.",
        ),
        Wrong(
            "a column is lost",
            {"x[:, :, ::-1]": "x[:, :, :0:-1]"},
            hint="One column is missing: a slice that goes backwards ends *before* its end.",
        ),
    ),
)
