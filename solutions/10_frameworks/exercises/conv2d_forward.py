"""Convolution by hand: a window slides over the image, and each place gives one number per filter."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def conv2d_forward(x, w, b, stride=1, pad=0):
    """The convolution of both frameworks, a cross-correlation (the kernel is not turned round), in torch's layout.

        out[n, f, i, j] = b[f] + sum over c, k, l of  w[f, c, k, l] * padded[n, c, i * stride + k, j * stride + l]

    padded is x with `pad` rows and columns of zeros on each of the four sides. There are as many places along a side
    as fit: floor((side + 2 * pad - kernel side) / stride) + 1. Pixels that are left over at the end are not used.

    x: (N, C, H, W) floats, images. w: (F, C, kh, kw) floats, the kernels. b: (F,) floats. None of them is changed.
    H and W may differ, and so may kh and kw. stride, pad: integers, the same along both sides.

    Returns (N, F, rows, columns), in the dtype of x.
    """
    ### BEGIN SOLUTION
    kh, kw = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = (padded.shape[2] - kh) // stride + 1
    columns = (padded.shape[3] - kw) // stride + 1
    out = np.empty((len(x), len(w), rows, columns), x.dtype)
    for i in range(rows):
        for j in range(columns):
            window = padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out
    ### END SOLUTION


def with_torch(x, w, b, stride=1, pad=0):
    import torch

    x, w, b = (torch.from_numpy(np.array(a)) for a in (x, w, b))
    return torch.nn.functional.conv2d(x, w, b, stride=stride, padding=pad).numpy()


def with_keras(x, w, b, stride=1, pad=0):
    """Keras's own order: channels last, kernels (kh, kw, in, out); zeros put around the image beforehand."""
    import keras

    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).transpose(0, 2, 3, 1)
    y = keras.ops.conv(x, w.transpose(2, 3, 1, 0), strides=stride, padding="valid", data_format="channels_last")
    return keras.ops.convert_to_numpy(y).transpose(0, 3, 1, 2) + b[:, None, None]


def as_one_product(x, w, b, stride=1, pad=0):
    """All windows in the rows of a matrix, all kernels in the columns of another."""
    n, c, h, width = x.shape
    f, _, kh, kw = w.shape
    padded = np.zeros((n, c, h + 2 * pad, width + 2 * pad), x.dtype)
    padded[:, :, pad : pad + h, pad : pad + width] = x
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    rows, columns = windows.shape[2:4]
    matrix = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * rows * columns, c * kh * kw)
    return (matrix @ w.reshape(f, -1).T + b).reshape(n, rows, columns, f).transpose(0, 3, 1, 2)


def number_by_number(x, w, b, stride=1, pad=0):
    """Seven loops; pixels outside of the image are left out of the sum."""
    n, c, h, width = x.shape
    f, _, kh, kw = w.shape
    rows, columns = 1 + (h + 2 * pad - kh) // stride, 1 + (width + 2 * pad - kw) // stride
    out = np.zeros((n, f, rows, columns), x.dtype)
    for image, kernel, i, j in np.ndindex(out.shape):
        total = b[kernel]
        for channel, row_in, column_in in np.ndindex(c, kh, kw):
            row, column = i * stride + row_in - pad, j * stride + column_in - pad
            if 0 <= row < h and 0 <= column < width:
                total += x[image, channel, row, column] * w[kernel, channel, row_in, column_in]
        out[image, kernel, i, j] = total
    return out


def images(rng, n, c, h, w, f, kh, kw, dtype="float64", layout="C", **options):
    """Inputs of `call`: normal images and kernels, biases that are not near 0."""
    arrays = (rng.normal(size=(n, c, h, w)), rng.normal(size=(f, c, kh, kw)), rng.uniform(1, 2, f))
    return {"args": [a.astype(dtype) for a in arrays], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    conv2d_forward,
    points=5,
    ids=("FND-05",),
    source="LeCun et al. 1998; torch.nn.functional.conv2d, keras.ops.conv",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "one channel, one filter",
            lambda rng: images(rng, 1, 1, 4, 5, 1, 2, 3),
            public=True,
            about="one image of 4 x 5, a kernel of 2 x 3, no padding",
        ),
        Case(
            "channels and filters",
            lambda rng: images(rng, 2, 3, 5, 4, 4, 3, 2),
            public=True,
            about="2 images with 3 channels of 5 x 4, 4 kernels of 3 x 2",
        ),
        Case(
            "padding",
            lambda rng: images(rng, 2, 2, 5, 4, 3, 3, 2, pad=2),
            public=True,
            about="images of 5 x 4, kernels of 3 x 2, two rows and columns of zeros on each side",
        ),
        Case(
            "stride that does not tile",
            lambda rng: images(rng, 2, 2, 8, 7, 3, 3, 2, stride=2),
            public=True,
            about="images of 8 x 7, kernels of 3 x 2, stride 2: rows and columns are left over",
        ),
        Case(
            "stride and padding",
            lambda rng: images(rng, 3, 2, 7, 8, 4, 2, 3, stride=3, pad=1),
            public=True,
            about="images of 7 x 8, kernels of 2 x 3, stride 3, padding 1",
        ),
        Case("column-major", lambda rng: images(rng, 2, 3, 6, 5, 2, 2, 3, layout="F", pad=1)),
        Case("every other column", lambda rng: images(rng, 2, 3, 5, 6, 2, 3, 2, layout="strided", stride=2)),
        Case(
            "float32",
            lambda rng: images(rng, 2, 2, 6, 7, 3, 3, 2, dtype="float32", pad=1),
            public=True,
            tolerance=FLOAT32,
            about="images of 6 x 7 in float32, kernels of 3 x 2, padding 1",
        ),
    ),
    right=(
        Right("Keras", task=with_keras),
        Right("one product of matrices", task=as_one_product),
        Right("number by number", task=number_by_number),
    ),
    hint=(
        "Take one image of 3 x 4 with the pixels 0 to 11 and a kernel of 2 x 2 with the numbers 1, 10, 100, 1000: each "
        "result then tells which pixels went into it."
    ),
    wrong=(
        Wrong(
            "kernel turned round",
            {"(window, w,": "(window, w[:, :, ::-1, ::-1],"},
            hint=(
                "Your kernel is turned by 180 degrees.",
                "That is the convolution of mathematics. Both frameworks leave the kernel as it is.",
            ),
        ),
        Wrong("bias left out", {" + b\n": "\n"}, hint="Every filter has one more number, which is added everywhere."),
        Wrong(
            "windows one pixel apart",
            {"i * stride : i * stride + kh, j * stride : j * stride + kw": "i : i + kh, j : j + kw"},
            hint="The size is right, and your windows lie next to each other. How far does each move?",
        ),
        Wrong(
            "as many columns as rows",
            {"columns = (padded.shape[3] - kw) // stride + 1": "columns = rows"},
            hint="Height and width are computed one by one.",
        ),
        Wrong(
            "kernel sides swapped",
            {"kh, kw = w.shape[2:]": "kw, kh = w.shape[2:]"},
            hint="A kernel has the shape (F, C, kh, kw): rows first.",
        ),
        Wrong(
            "zeros at the end only",
            {"(pad, pad), (pad, pad)))": "(0, 2 * pad), (0, 2 * pad)))"},
            hint="Your result has the right shape, and is shifted. Zeros belong on all four sides.",
        ),
        Wrong(
            "padding of one",
            {"(pad, pad), (pad, pad)))": "(1, 1), (1, 1)))"},
            hint="A padding of 1 keeps the size for a kernel of 3. Other kernels and other paddings come as well.",
        ),
        Wrong(
            "edge repeated in place of zeros",
            {"(pad, pad), (pad, pad)))": '(pad, pad), (pad, pad)), mode="edge")'},
            hint="Around the image there is nothing: zeros, not its last pixels again.",
        ),
        Wrong(
            "channels padded as well",
            {"((0, 0), (0, 0), (pad, pad), (pad, pad))": "pad"},
            hint="Only rows and columns are padded. How many images and channels do you have afterwards?",
        ),
        Wrong(
            "first channel only",
            {"padded[:, :, i * stride": "padded[:, :1, i * stride", "(window, w,": "(window, w[:, :1],"},
            hint="With one channel you are right. The sum goes over all channels of the image.",
        ),
        Wrong(
            "mean over the window",
            {"axes=([1, 2, 3], [1, 2, 3]))": "axes=([1, 2, 3], [1, 2, 3])) / (kh * kw)"},
            hint="A filter adds up its products; it does not average them.",
        ),
    ),
    survivors={
        "out = np.empty((len(x), len(w), rows, columns), x.dtype) -> "
        "out = np.empty((len(x), len(b), rows, columns), x.dtype)": "there is one bias per kernel",
        "out = np.empty((len(x), len(w), rows, columns), x.dtype) -> "
        "out = np.empty((len(x), len(w), rows, columns), w.dtype)": "images and kernels have one dtype",
    },
)
