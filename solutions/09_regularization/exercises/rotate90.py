"""Images turned by quarter turns."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def rotate90(x, k=1):
    """Images turned counter-clockwise by k quarter turns.

    One quarter turn brings the right edge to the top: y[n, i, j, c] = x[n, j, W - 1 - i, c], of shape (N, W, H, C).

    x: (N, H, W, C), of any dtype, left unchanged. k: any integer; a negative one turns clockwise, four are none.
    Gives an array of x's dtype, (N, H, W, C) for even k and (N, W, H, C) for odd k.
    """
    ### BEGIN SOLUTION
    for _ in range(k % 4):
        x = x.swapaxes(1, 2)[:, ::-1]
    return x
    ### END SOLUTION


def pixel_by_pixel(x, k=1):
    """The formula, pixel by pixel, as often as it takes."""
    for _ in range(k % 4):
        n, h, w, c = x.shape
        y = np.empty((n, w, h, c), x.dtype)
        for i in range(w):
            for j in range(h):
                y[:, i, j] = x[:, j, w - 1 - i]
        x = y
    return np.array(x)


def torch_rot90(x, k=1):
    """torch.rot90."""
    import torch

    return torch.rot90(torch.tensor(np.array(x)), k, dims=(1, 2)).numpy()


def images(rng, shape, *args, dtype="float64", layout="C", **options):
    """Inputs of `call`: pixels that are all different."""
    x = rng.permutation(np.arange(int(np.prod(shape)))).reshape(shape)
    return {"args": [(x * (1 if dtype == "uint8" else 0.01)).astype(dtype)], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    rotate90,
    points=2,
    ids=("REG-07",),
    source="numpy.rot90",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=torch_rot90,
    cases=(
        Case("a quarter turn", lambda rng: images(rng, (1, 2, 3, 1)), public=True, about="x (1, 2, 3, 1), k 1"),
        Case("a half turn", lambda rng: images(rng, (2, 3, 4, 1), k=2), public=True, about="x (2, 3, 4, 1), k 2"),
        Case("three in colour", lambda rng: images(rng, (2, 3, 5, 3), k=3), public=True, about="x (2, 3, 5, 3), k 3"),
        Case("clockwise", lambda rng: images(rng, (2, 4, 3, 1), k=-1), public=True, about="x (2, 4, 3, 1), k -1"),
        Case(
            "more than once round",
            lambda rng: images(rng, (2, 3, 2, 2), k=7, dtype="uint8"),
            public=True,
            about="x (2, 3, 2, 2) of uint8, k 7",
        ),
        Case("column-major", lambda rng: images(rng, (2, 3, 4, 2), k=5, layout="F")),
        Case("float32, strided", lambda rng: images(rng, (2, 3, 4, 3), k=-6, dtype="float32", layout="strided")),
    ),
    right=(
        Right("pixel by pixel", task=pixel_by_pixel),
        Right(
            "NumPy's own",
            {
                "for _ in range(k % 4):\n        x = x.swapaxes(1, 2)[:, ::-1]\n    return x": (
                    "return np.rot90(x, k, axes=(1, 2))"
                )
            },
        ),
    ),
    hint="Take one image of 2 x 3 pixels, and draw it for k = 0, 1, 2 and -1.",
    wrong=(
        Wrong(
            "clockwise",
            {"[:, ::-1]": "[:, :, ::-1]"},
            hint="You turn the other way round. Counter-clockwise, the right edge comes to the top.",
        ),
        Wrong(
            "batch and rows turned",
            {"x.swapaxes(1, 2)[:, ::-1]": "x.swapaxes(0, 1)[::-1]"},
            hint="You turn the first two axes, as `np.rot90` does without `axes`: the images and their rows.",
        ),
        Wrong(
            "axes of (N, C, H, W)",
            {"x.swapaxes(1, 2)[:, ::-1]": "x.swapaxes(2, 3)[:, :, ::-1]"},
            hint="x is (N, H, W, C): rows and columns are axes 1 and 2.",
        ),
        Wrong(
            "transposed",
            {"x.swapaxes(1, 2)[:, ::-1]": "x.swapaxes(1, 2)"},
            hint="A transposition mirrors at the diagonal. A quarter turn needs one more flip.",
        ),
        Wrong(
            "reshaped",
            {"x.swapaxes(1, 2)[:, ::-1]": "x.reshape(len(x), x.shape[2], x.shape[1], -1)"},
            hint="The shape is right, the pixels are not: `reshape` reads them in the old order.",
        ),
        Wrong(
            "turned once at most",
            {"k % 4": "k % 2"},
            hint="Two quarter turns are a half turn, not none.",
        ),
        Wrong(
            "negative k turns nothing",
            {"k % 4": "k"},
            hint="Positive k are right. A negative one turns clockwise: how many turns the other way is that?",
        ),
    ),
    survivors={
        "x = x.swapaxes(1, 2)[:, ::-1] -> x = x.swapaxes(2, 1)[:, ::-1]": "two axes change places in either order",
    },
)
