"""Max pooling by hand: the largest number of each window."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def max_pool2d(x, size=(2, 2), stride=2):
    """The largest number of each window, for each image and each channel by itself.

        out[n, c, i, j] = max over k, l of  x[n, c, i * stride + k, j * stride + l]       k < rows of the window, ...

    Nothing is padded. There are as many places along a side as fit: floor((side - window side) / stride) + 1. Windows
    overlap where they are larger than the stride, and rows and columns that are left over at the end are not used.

    x: (N, C, H, W) floats of any sign; not changed. size: rows and columns of the window, (kh, kw). stride: an integer,
    the same along both sides.

    Returns (N, C, rows, columns), in the dtype of x.
    """
    ### BEGIN SOLUTION
    kh, kw = size
    rows = (x.shape[2] - kh) // stride + 1
    columns = (x.shape[3] - kw) // stride + 1
    out = np.empty((*x.shape[:2], rows, columns), x.dtype)
    for i in range(rows):
        for j in range(columns):
            out[:, :, i, j] = x[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw].max(axis=(2, 3))
    return out
    ### END SOLUTION


def with_torch(x, size=(2, 2), stride=2):
    import torch

    return torch.nn.functional.max_pool2d(torch.from_numpy(np.array(x)), tuple(size), stride).numpy()


def with_keras(x, size=(2, 2), stride=2):
    import keras

    y = keras.ops.max_pool(x.transpose(0, 2, 3, 1), tuple(size), stride, "valid", data_format="channels_last")
    return keras.ops.convert_to_numpy(y).transpose(0, 3, 1, 2)


def all_windows_at_once(x, size=(2, 2), stride=2):
    windows = np.lib.stride_tricks.sliding_window_view(x, tuple(size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(-2, -1))


def offset_by_offset(x, size=(2, 2), stride=2):
    """A running maximum over the places within the window; all windows together."""
    h, w = x.shape[2:]
    best = None
    for row in range(size[0]):
        for column in range(size[1]):
            part = x[:, :, row : h - size[0] + row + 1 : stride, column : w - size[1] + column + 1 : stride]
            best = part.copy() if best is None else np.maximum(best, part)
    return best


def images(rng, n, c, h, w, size=(2, 2), dtype="float64", layout="C", negative=False, **options):
    """Inputs of `call`: positive numbers, or negative ones; no two are closer than 0.005."""
    count = n * c * h * w
    x = 1 + (rng.permutation(count) + rng.uniform(0.1, 0.9, count)) / 40
    x = -x if negative else x
    options = {"size": size, **options}
    return {"args": [x.reshape(n, c, h, w).astype(dtype)], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    max_pool2d,
    points=3,
    ids=("FND-05",),
    source="torch.nn.functional.max_pool2d, keras.ops.max_pool",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "one channel",
            lambda rng: images(rng, 1, 1, 4, 6),
            public=True,
            about="one image of 4 x 6, windows of 2 x 2, stride 2",
        ),
        Case(
            "windows that do not tile",
            lambda rng: images(rng, 2, 3, 7, 5),
            public=True,
            about="2 images with 3 channels of 7 x 5, windows of 2 x 2, stride 2: a row and a column are left over",
        ),
        Case(
            "overlapping windows",
            lambda rng: images(rng, 2, 2, 7, 6, size=(3, 2)),
            public=True,
            about="images of 7 x 6, windows of 3 x 2, stride 2",
        ),
        Case(
            "negative numbers",
            lambda rng: images(rng, 2, 2, 5, 8, size=(2, 3), stride=3, negative=True),
            public=True,
            about="images of 5 x 8 with numbers below -1, windows of 2 x 3, stride 3",
        ),
        Case(
            "stride 1",
            lambda rng: images(rng, 2, 2, 4, 7, size=(2, 3), stride=1),
            public=True,
            about="images of 4 x 7, windows of 2 x 3, stride 1",
        ),
        Case("column-major", lambda rng: images(rng, 2, 3, 6, 5, size=(3, 2), layout="F")),
        Case("every other column", lambda rng: images(rng, 2, 3, 5, 6, size=(2, 3), layout="strided", stride=1)),
        Case(
            "float32",
            lambda rng: images(rng, 2, 2, 6, 7, size=(2, 3), dtype="float32"),
            public=True,
            tolerance=FLOAT32,
            about="images of 6 x 7 in float32, windows of 2 x 3, stride 2",
        ),
    ),
    right=(
        Right("Keras", task=with_keras),
        Right("all windows at once", task=all_windows_at_once),
        Right("offset by offset", task=offset_by_offset),
    ),
    hint="Take one image of 3 x 5 with the numbers 0 to 14 and look which of them come back.",
    wrong=(
        Wrong(
            "size divided by the window",
            {
                "(x.shape[2] - kh) // stride + 1": "x.shape[2] // kh",
                "(x.shape[3] - kw) // stride + 1": "x.shape[3] // kw",
            },
            hint="Your size is right where windows lie side by side. Which size fits where they overlap?",
        ),
        Wrong(
            "windows side by side",
            {
                "i * stride : i * stride + kh, j * stride : j * stride + kw": (
                    "i * kh : i * kh + kh, j * kw : j * kw + kw"
                ),
                "(x.shape[2] - kh) // stride + 1": "x.shape[2] // kh",
                "(x.shape[3] - kw) // stride + 1": "x.shape[3] // kw",
            },
            hint="Your windows move by their own size. They move by the stride.",
        ),
        Wrong(
            "windows one pixel apart",
            {"i * stride : i * stride + kh, j * stride : j * stride + kw": "i : i + kh, j : j + kw"},
            hint="The size is right, and your windows lie one pixel apart. How far does each move?",
        ),
        Wrong(
            "as many columns as rows",
            {"columns = (x.shape[3] - kw) // stride + 1": "columns = rows"},
            hint="Height and width are computed one by one.",
        ),
        Wrong(
            "window sides swapped",
            {"kh, kw = size": "kw, kh = size"},
            hint="The window has kh rows and kw columns.",
        ),
        Wrong(
            "zero is the least",
            {".max(axis=(2, 3))": ".max(axis=(2, 3), initial=0)"},
            hint="Where all numbers are negative you give 0. What does the maximum start from?",
        ),
        Wrong(
            "mean of the window",
            {".max(axis=(2, 3))": ".mean(axis=(2, 3))"},
            hint="That is average pooling.",
        ),
        Wrong(
            "maximum over the channels too",
            {".max(axis=(2, 3))": ".max(axis=(1, 2, 3))[:, None]"},
            hint="Each channel is pooled by itself.",
        ),
    ),
)
