"""Shifted images: the same digit, somewhere else."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def shift(x, dy, dx, fill=0.0):
    """Images moved down by dy and to the right by dx pixels; a new array of x's shape and dtype.

    A pixel (i, j) moves to (i + dy, j + dx). What leaves the image is lost; where nothing arrives stands `fill`.

    x: (N, H, W, C), of any dtype, left unchanged. dy, dx: integers, negative for up and left; |dy| < H, |dx| < W.
    fill: a number that x's dtype can hold.
    """
    ### BEGIN SOLUTION
    height, width = x.shape[1:3]
    moved = np.full_like(x, fill)
    rows = slice(max(dy, 0), height + min(dy, 0))
    columns = slice(max(dx, 0), width + min(dx, 0))
    from_rows = slice(max(-dy, 0), height - max(dy, 0))
    from_columns = slice(max(-dx, 0), width - max(dx, 0))
    moved[:, rows, columns] = x[:, from_rows, from_columns]
    return moved
    ### END SOLUTION


def rolled(x, dy, dx, fill=0.0):
    """Rolled, and what came round the edge painted over."""
    moved = np.roll(x, (dy, dx), axis=(1, 2))
    height, width = x.shape[1:3]
    moved[:, :dy] = fill if dy > 0 else moved[:, :dy]
    moved[:, :, :dx] = fill if dx > 0 else moved[:, :, :dx]
    if dy < 0:
        moved[:, height + dy :] = fill
    if dx < 0:
        moved[:, :, width + dx :] = fill
    return moved


def pixel_by_pixel(x, dy, dx, fill=0.0):
    """Every place asks where its pixel comes from."""
    moved = np.empty_like(x)
    for i in range(x.shape[1]):
        for j in range(x.shape[2]):
            inside = 0 <= i - dy < x.shape[1] and 0 <= j - dx < x.shape[2]
            moved[:, i, j] = x[:, i - dy, j - dx] if inside else fill
    return moved


def images(rng, shape, dy, dx, dtype="float64", layout="C", **options):
    """Inputs of `call`: pixels that are all different from 0 and from the fill."""
    x = rng.permutation(np.arange(1, 1 + int(np.prod(shape)))).reshape(shape)
    scale = 1 if dtype == "uint8" else 0.01
    return {"args": [(scale * x).astype(dtype), dy, dx], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    shift,
    points=2,
    ids=("REG-07",),
    source="Simard, Steinkraus & Platt 2003; scipy.ndimage.shift",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=pixel_by_pixel,
    cases=(
        Case("down", lambda rng: images(rng, (1, 3, 4, 1), 1, 0), public=True, about="x (1, 3, 4, 1), dy 1, dx 0"),
        Case("left", lambda rng: images(rng, (1, 3, 4, 1), 0, -1), public=True, about="x (1, 3, 4, 1), dy 0, dx -1"),
        Case(
            "up and right, filled",
            lambda rng: images(rng, (2, 4, 5, 3), -1, 2, fill=7.0),
            public=True,
            weight=2,
            about="x (2, 4, 5, 3), dy -1, dx 2, fill 7",
        ),
        Case(
            "bytes",
            lambda rng: images(rng, (2, 4, 3, 1), 2, -1, dtype="uint8", fill=255),
            public=True,
            about="x (2, 4, 3, 1) of uint8, dy 2, dx -1, fill 255",
        ),
        Case("nearly out of sight", lambda rng: images(rng, (2, 3, 5, 1), 2, -4)),
        Case("column-major", lambda rng: images(rng, (2, 4, 3, 2), -2, 1, layout="F")),
        Case("strided", lambda rng: images(rng, (2, 3, 4, 2), 1, 1, layout="strided", fill=0.5, dtype="float32")),
    ),
    right=(
        Right("rolled and painted over", task=rolled),
        Right("pixel by pixel", task=pixel_by_pixel),
    ),
    hint="Take one image of 2 x 3 pixels, and draw it moved down by 1, then to the left by 1.",
    wrong=(
        Wrong(
            "comes back on the other side",
            {
                "moved[:, rows, columns] = x[:, from_rows, from_columns]\n    return moved": (
                    "return np.roll(x, (dy, dx), axis=(1, 2))"
                )
            },
            hint="`np.roll` brings what leaves the image back on the other side. What should stand there?",
        ),
        Wrong(
            "other way",
            {
                "moved[:, rows, columns] = x[:, from_rows, from_columns]": (
                    "moved[:, from_rows, from_columns] = x[:, rows, columns]"
                )
            },
            hint="A positive dy moves the image down, a positive dx to the right. Rows are counted from the top.",
        ),
        Wrong(
            "dy and dx swapped",
            {"height, width = x.shape[1:3]": "height, width = x.shape[1:3]\n    dy, dx = dx, dy"},
            hint="dy belongs to the rows, dx to the columns.",
        ),
        Wrong(
            "channels first",
            {
                "height, width = x.shape[1:3]": "height, width = x.shape[2:4]",
                "moved[:, rows, columns] = x[:, from_rows, from_columns]": (
                    "moved[:, :, rows, columns] = x[:, :, from_rows, from_columns]"
                ),
            },
            hint="x is (N, H, W, C): the rows are axis 1, the channels come last.",
        ),
        Wrong(
            "bytes become floats",
            {"np.full_like(x, fill)": "np.full(x.shape, float(fill))"},
            hint="The pixels are right, their dtype is not x's.",
        ),
        Wrong(
            "old pixels stay",
            {"np.full_like(x, fill)": "x.copy()"},
            hint="Where nothing arrives, the old pixels still stand.",
        ),
        Wrong(
            "rows alone",
            {"moved[:, rows, columns] = x[:, from_rows, from_columns]": "moved[:, rows] = x[:, from_rows]"},
            hint="dx changes nothing in your function.",
        ),
    ),
    survivors={
        "rows = slice(max(dy, 0), height + min(dy, 0)) -> rows = slice(max(dy, 0), height + min(dy, 1))": (
            "a slice that ends behind the image ends with it"
        ),
        "columns = slice(max(dx, 0), width + min(dx, 0)) -> columns = slice(max(dx, 0), width + min(dx, 1))": (
            "a slice that ends behind the image ends with it"
        ),
    },
)
