"""Noisy images: another sample of the same digit, as a bad camera would see it."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def add_noise(x, z, std):
    """Images with noise of standard deviation std, cut to the range of pixels; shaped like x and of its dtype.

        float pixels, 0 to 1:      y = x + std * z, cut to [0, 1]
        uint8 pixels, 0 to 255:    y = x + std * z, rounded to whole numbers, cut to [0, 255]

    x: (N, H, W, C) of floats or of uint8, left unchanged. z: normal numbers of mean 0 and standard deviation 1,
    shaped like x, floats; left unchanged. std: in the units of x, so 25 for uint8 is about 0.1 for floats.
    """
    ### BEGIN SOLUTION
    noisy = x + std * z
    if x.dtype == np.uint8:
        return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
    return np.clip(noisy, 0, 1).astype(x.dtype)
    ### END SOLUTION


def in_place(x, z, std):
    """One array of float64 that everything happens to."""
    noisy = np.array(z, dtype=float)
    noisy *= std
    noisy += x
    top = 255.0 if x.dtype.kind == "u" else 1.0
    noisy[noisy < 0] = 0.0
    noisy[noisy > top] = top
    if x.dtype.kind == "u":
        noisy = np.floor(noisy + 0.5)
    return noisy.astype(x.dtype)


def with_torch(x, z, std):
    """torch's clamp and round, in float64."""
    import torch

    noisy = torch.tensor(np.array(x), dtype=torch.float64) + std * torch.tensor(np.array(z), dtype=torch.float64)
    if x.dtype == np.uint8:
        return noisy.round().clamp(0, 255).to(torch.uint8).numpy()
    return noisy.clamp(0, 1).numpy().astype(x.dtype)


def images(rng, shape, std, dtype="float64", layout="C"):
    """Inputs of `call`: dark, grey and bright pixels; noise of both signs that drives some out of the range.

    Sums of bytes stay away from halves, so that any rule of rounding gives the same.
    """
    top = 255 if dtype == "uint8" else 1
    size = int(np.prod(shape))
    x = top * np.resize([0.0, 0.5, 1.0, 0.3, 0.98, 0.02], size)
    x = np.rint(x) if dtype == "uint8" else x
    signs = np.resize([-1, 1, 1, -1, 1, -1, 1, -1], size)
    z = signs * rng.uniform(0.3, 1.5, size)
    if dtype == "uint8":
        z = (np.rint(std * z) + rng.uniform(0.1, 0.4, size) * rng.choice([-1, 1], size)) / std
    order = rng.permutation(size)
    kind = "float32" if dtype == "float32" else "float64"
    args = [x[order].reshape(shape).astype(dtype), z[order].reshape(shape).astype(kind), std]
    return {"args": args, "layout": layout}


EXERCISE = Exercise(
    add_noise,
    points=2,
    ids=("REG-07",),
    source="Sietsma & Dow 1991; Bishop 1995",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("floats", lambda rng: images(rng, (2, 3, 4, 1), 0.2), public=True, about="x (2, 3, 4, 1), std 0.2"),
        Case(
            "bytes",
            lambda rng: images(rng, (2, 4, 3, 1), 30.0, "uint8"),
            public=True,
            weight=2,
            about="x (2, 4, 3, 1) of uint8, std 30",
        ),
        Case(
            "float32",
            lambda rng: images(rng, (2, 3, 5, 2), 0.3, "float32"),
            public=True,
            tolerance=FLOAT32,
            about="x (2, 3, 5, 2) of float32, std 0.3",
        ),
        Case("column-major", lambda rng: images(rng, (2, 3, 4, 3), 0.4, layout="F")),
        Case("strided bytes", lambda rng: images(rng, (2, 3, 4, 2), 60.0, "uint8", "strided")),
    ),
    right=(
        Right("in place", task=in_place),
        Right(
            "minimum and maximum",
            {"np.clip(noisy, 0, 1)": "np.minimum(1, np.maximum(0, noisy))", "np.rint(noisy)": "np.round(noisy)"},
        ),
    ),
    hint=(
        "Take one grey float image and the same image as uint8, with std 0 and then with a large std. Look at the "
        "range and the dtype."
    ),
    wrong=(
        Wrong(
            "bytes wrap round",
            {"np.clip(np.rint(noisy), 0, 255)": "np.rint(noisy).astype(int)"},
            hint=(
                "Some dark pixels come out bright, and bright ones dark.",
                "256 does not fit into a uint8: it becomes 0. Cut to the range before you change the dtype.",
            ),
        ),
        Wrong(
            "floats not cut",
            {"np.clip(noisy, 0, 1).astype(x.dtype)": "noisy.astype(x.dtype)"},
            hint="Bytes are right. Pixels of floats lie from 0 to 1.",
        ),
        Wrong(
            "cut to one range for all",
            {"np.rint(noisy), 0, 255": "np.rint(noisy), 0, 1"},
            hint="Your bytes are all 0 or 1. What is white for a uint8?",
        ),
        Wrong(
            "cut off in place of rounded",
            {"np.rint(noisy)": "np.trunc(noisy)"},
            hint="Your bytes are one too small about every other time. `astype` cuts the fraction off.",
        ),
        Wrong(
            "std left out",
            {"noisy = x + std * z": "noisy = x + z"},
            hint="Another std changes nothing in your function.",
        ),
        Wrong(
            "variance in place of std",
            {"noisy = x + std * z": "noisy = x + std**2 * z"},
            hint="z has standard deviation 1. What has std * z?",
        ),
        Wrong(
            "only brighter",
            {"noisy = x + std * z": "noisy = x + std * np.abs(z)"},
            hint="Noise has both signs: as many pixels get darker as get brighter.",
        ),
        Wrong(
            "noise times the pixel",
            {"noisy = x + std * z": "noisy = x * (1 + std * z)"},
            hint="Black pixels stay black in your images. The noise is added, whatever the pixel is.",
        ),
        Wrong(
            "dtype not kept",
            {"np.clip(noisy, 0, 1).astype(x.dtype)": "np.clip(noisy, 0, 1).astype(np.float16)"},
            hint="The result has the dtype of x.",
        ),
        Wrong(
            "bytes scaled to floats",
            {"np.clip(np.rint(noisy), 0, 255).astype(np.uint8)": "np.clip(noisy, 0, 255) / 255"},
            hint="uint8 goes in, uint8 comes out.",
        ),
    ),
    survivors={
        (
            "return np.clip(np.rint(noisy), 0, 255).astype(np.uint8) -> "
            "return np.clip(0, np.rint(noisy), 255).astype(np.uint8)"
        ): "the larger of 0 and a number is the larger of that number and 0",
        "return np.clip(noisy, 0, 1).astype(x.dtype) -> return np.clip(0, noisy, 1).astype(x.dtype)": (
            "the larger of 0 and a number is the larger of that number and 0"
        ),
        "return np.clip(noisy, 0, 1).astype(x.dtype) -> return np.clip(noisy, 0, 1).astype(z.dtype)": (
            "z has the dtype of x where x is made of floats"
        ),
    },
)
