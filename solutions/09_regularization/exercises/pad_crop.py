"""Random crops: an image in a frame of zeros, looked at through a window."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def pad_crop(x, pad, oy, ox):
    """Windows of the images' own size (H, W), cut out of the images with a frame of zeros around them.

    Each image gets `pad` rows of zeros above and below and `pad` columns of zeros on both sides. The window of image n
    begins at row oy[n] and column ox[n] of that: with oy = ox = pad it is the image itself.

    x: (N, H, W, C), of any dtype, left unchanged. pad: an integer, 0 or more.
    oy, ox: (N,) integers from 0 to 2 * pad, an offset for each image.
    Gives a new array of x's shape and dtype.
    """
    ### BEGIN SOLUTION
    height, width = x.shape[1:3]
    framed = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.empty_like(x)
    for n in range(len(x)):
        windows[n] = framed[n, oy[n] : oy[n] + height, ox[n] : ox[n] + width]
    return windows
    ### END SOLUTION


def by_index(x, pad, oy, ox):
    """No loop: rows and columns of all windows by number."""
    n, h, w, c = x.shape
    framed = np.zeros((n, h + 2 * pad, w + 2 * pad, c), x.dtype)
    framed[:, pad : pad + h, pad : pad + w] = x
    rows = oy[:, None] + np.arange(h)
    columns = ox[:, None] + np.arange(w)
    return framed[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]


def pixel_by_pixel(x, pad, oy, ox):
    """No frame: every place asks whether its pixel lies inside the image."""
    out = np.zeros(x.shape, x.dtype)
    for n, i, j in np.ndindex(x.shape[:3]):
        row, column = i + oy[n] - pad, j + ox[n] - pad
        if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
            out[n, i, j] = x[n, row, column]
    return out


def with_torch(x, pad, oy, ox):
    """torch's padding, and a slice of each image."""
    import torch

    framed = torch.nn.functional.pad(torch.tensor(np.array(x)), (0, 0, pad, pad, pad, pad))
    h, w = x.shape[1:3]
    cut = [image[i : i + h, j : j + w] for image, i, j in zip(framed, oy.tolist(), ox.tolist())]
    return torch.stack(cut).numpy()


def images(rng, shape, pad, oy=None, ox=None, dtype="float64", layout="C"):
    """Inputs of `call`: pixels that are all different and not 0, offsets that differ."""
    x = rng.permutation(np.arange(1, 1 + int(np.prod(shape)))).reshape(shape)
    x = (x * (1 if dtype == "uint8" else 0.01)).astype(dtype)
    offsets = [np.array(o) if o is not None else rng.integers(0, 2 * pad + 1, shape[0]) for o in (oy, ox)]
    return {"args": [x, pad, *offsets], "layout": layout}


EXERCISE = Exercise(
    pad_crop,
    points=3,
    ids=("REG-07",),
    source="He et al. 2016, section 4.2 (crops of padded CIFAR images); torchvision.transforms.RandomCrop",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "one image",
            lambda rng: images(rng, (1, 3, 4, 1), 1, [0], [2]),
            public=True,
            about="x (1, 3, 4, 1), pad 1, window at row 0, column 2",
        ),
        Case(
            "three images",
            lambda rng: images(rng, (3, 4, 5, 2), 2, [4, 1, 0], [1, 3, 0]),
            public=True,
            weight=2,
            about="x (3, 4, 5, 2), pad 2, a window for each image",
        ),
        Case(
            "bytes",
            lambda rng: images(rng, (2, 4, 3, 1), 3, [6, 2], [5, 1], dtype="uint8"),
            public=True,
            about="x (2, 4, 3, 1) of uint8, pad 3",
        ),
        Case(
            "one image, no frame",
            lambda rng: images(rng, (1, 3, 2, 1), 0),
            public=True,
            weight=0.5,
            about="x (1, 3, 2, 1), pad 0",
        ),
        Case("ten images", lambda rng: images(rng, (10, 5, 4, 1), 2)),
        Case("column-major", lambda rng: images(rng, (3, 4, 3, 2), 1, [2, 0, 1], [0, 1, 2], layout="F")),
        Case("float32", lambda rng: images(rng, (3, 3, 5, 2), 2, [1, 4, 3], [2, 0, 4], "float32", "strided")),
    ),
    right=(
        Right("by index", task=by_index),
        Right("pixel by pixel", task=pixel_by_pixel),
    ),
    hint="Take one image of 2 x 2 pixels with pad 1, draw it with its frame, and mark the windows for oy = 0, 1 and 2.",
    wrong=(
        Wrong(
            "the first window for all images",
            {
                "framed[n, oy[n] : oy[n] + height, ox[n] : ox[n] + width]": (
                    "framed[n, oy[0] : oy[0] + height, ox[0] : ox[0] + width]"
                )
            },
            hint="Every image has an offset of its own.",
        ),
        Wrong(
            "rows and columns swapped",
            {
                "framed[n, oy[n] : oy[n] + height, ox[n] : ox[n] + width]": (
                    "framed[n, ox[n] : ox[n] + height, oy[n] : oy[n] + width]"
                )
            },
            hint="oy counts rows, ox counts columns.",
        ),
        Wrong(
            "other way",
            {
                "framed[n, oy[n] : oy[n] + height, ox[n] : ox[n] + width]": (
                    "framed[n, 2 * pad - oy[n] :, 2 * pad - ox[n] :][:height, :width]"
                )
            },
            hint="A larger oy moves the *window* down, so the digit in it moves up.",
        ),
        Wrong(
            "edges repeated",
            {"(pad, pad), (pad, pad), (0, 0)))": '(pad, pad), (pad, pad), (0, 0)), mode="edge")'},
            hint="The frame repeats the edge of the image. It should hold zeros.",
        ),
        Wrong(
            "frame below and on the right alone",
            {"(pad, pad), (pad, pad)": "(0, 2 * pad), (0, 2 * pad)"},
            hint="The frame goes around the image: half of it lies above and on the left.",
        ),
        Wrong(
            "window around its place",
            {
                "framed[n, oy[n] : oy[n] + height, ox[n] : ox[n] + width]": (
                    "np.roll(framed[n], (-oy[n] - 1, -ox[n] - 1), axis=(0, 1))[:height, :width]"
                )
            },
            hint="Your windows begin one pixel too far down and right. Rows and columns count from 0.",
        ),
        Wrong(
            "not cut",
            {
                "windows = np.empty_like(x)\n": "windows = framed.copy()\n",
                "windows[n] = framed[n, oy[n] : oy[n] + height, ox[n] : ox[n] + width]": "windows[n] = framed[n]",
            },
            hint="The frame is right. What comes out has to be as large as what went in.",
        ),
        Wrong(
            "bytes become floats",
            {"np.empty_like(x)": "np.empty(x.shape)"},
            hint="The pixels are right, their dtype is not x's.",
        ),
    ),
    survivors={
        (
            "framed = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0))) -> "
            "framed = np.pad(x, ((0, 1), (pad, pad), (pad, pad), (0, 0)))"
        ): "one more image, which nobody looks at",
        "windows = np.empty_like(x) -> windows = x": (
            "framed is a copy, so the windows are right; that x is changed earns a remark"
        ),
    },
)
