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
    return np.rot90(x, k, axes=(1, 2))
    ### END SOLUTION


def turn_by_turn(x, k=1):
    """Transposed and turned upside down, as often as it takes."""
    turned = np.array(x)
    for _ in range(k % 4):
        turned = np.transpose(turned, (0, 2, 1, 3))[:, ::-1]
    return turned


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
        Right("turn by turn", task=turn_by_turn),
        Right("pixel by pixel", task=pixel_by_pixel),
    ),
    wrong=(
        Wrong(
            "clockwise",
            {"np.rot90(x, k, axes=(1, 2))": "np.rot90(x, -k, axes=(1, 2))"},
            hint="You turn the other way round. Counter-clockwise, the right edge comes to the top.",
        ),
        Wrong(
            "batch and rows turned",
            {"np.rot90(x, k, axes=(1, 2))": "np.rot90(x, k)"},
            hint="Without `axes` the first two axes are turned. Those are the images and their rows.",
        ),
        Wrong(
            "axes of (N, C, H, W)",
            {"axes=(1, 2)": "axes=(2, 3)"},
            hint="x is (N, H, W, C): rows and columns are axes 1 and 2.",
        ),
        Wrong(
            "transposed",
            {"np.rot90(x, k, axes=(1, 2))": "(x.swapaxes(1, 2) if k % 2 else np.rot90(x, k, axes=(1, 2)))"},
            hint="Half turns are right. A transposition mirrors at the diagonal; a turn needs one more flip.",
        ),
        Wrong(
            "reshaped",
            {
                "np.rot90(x, k, axes=(1, 2))": (
                    "(x.reshape(len(x), x.shape[2], x.shape[1], -1) if k % 2 else np.rot90(x, k, axes=(1, 2)))"
                )
            },
            hint="The shape is right, the pixels are not: `reshape` reads them in the old order.",
        ),
        Wrong(
            "turned once or not at all",
            {"np.rot90(x, k, axes=(1, 2))": "np.rot90(x, k % 2, axes=(1, 2))"},
            hint="Two quarter turns are a half turn, not none.",
        ),
    ),
)
