"""Fast gradient sign method: every pixel one small step in the direction that hurts."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def fgsm(x, grad, eps, clip=(0.0, 1.0)):
    """Images that are moved by eps in every pixel, so that the loss grows: x + eps * sign(grad), then clipped.

    A pixel whose gradient is exactly 0 stays as it is. What leaves the range of pixels after the step is set to the
    end of the range. Each image has its own gradient, and so its own signs.

    x: floats of any shape, the first axis is the batch; left unchanged. grad: gradient of the loss by x, same shape.
    eps: size of the step, 0 or more. clip: (lowest, highest) value of a pixel. Returns a new array, of the shape and
    dtype of x.
    """
    ### BEGIN SOLUTION
    low, high = clip
    return np.clip(x + eps * np.sign(grad), low, high)
    ### END SOLUTION


def with_torch(x, grad, eps, clip=(0.0, 1.0)):
    """torch's sign and clamp."""
    import torch

    x, grad = torch.tensor(np.array(x)), torch.tensor(np.array(grad))
    return torch.clamp(torch.add(x, torch.sign(grad), alpha=eps), *clip).numpy()


def pixel_by_pixel(x, grad, eps, clip=(0.0, 1.0)):
    """A loop over all pixels, with cases."""
    moved = np.array(x)
    for place in np.ndindex(*x.shape):
        if grad[place] > 0:
            moved[place] = min(x[place] + eps, clip[1])
        elif grad[place] < 0:
            moved[place] = max(x[place] - eps, clip[0])
    return moved


def in_two_masks(x, grad, eps, clip=(0.0, 1.0)):
    """Two masks, and the minimum of the maximum."""
    moved = x.copy()
    moved[grad > 0] += eps
    moved[grad < 0] -= eps
    return np.minimum(np.maximum(moved, clip[0]), clip[1])


def images(rng, *shape, eps=0.1, clip=None, ends=True, dtype="float64", **options):
    """Inputs of `call`: images with pixels at both ends and near them; gradients of all sizes, both signs and 0.

    In each column of the first two images the signs differ, and so do the sizes.
    """
    low, high = clip or (0.0, 1.0)
    flat = rng.uniform(low + 0.3 * (high - low), high - 0.3 * (high - low), (shape[0], int(np.prod(shape[1:]))))
    grad = 10.0 ** rng.uniform(-4, 1, flat.shape) * rng.choice([-1.0, 1.0], flat.shape)
    if shape[0] > 1:
        grad[1] = -np.sign(grad[0]) * np.abs(grad[1])
    if ends:  # at both ends and within half a step of them, outward; a gradient of 0
        flat[0, :4] = low, high, low + eps / 2, high - eps / 2
        grad[0, :4] = np.abs(grad[0, :4]) * [-1, 1, -1, 1]
        grad[-1, -1] = 0.0
        if shape[0] > 1:  # the same, inward
            flat[1, :4] = low, high, low + eps / 2, high - eps / 2
            grad[1, :4] = np.abs(grad[1, :4]) * [1, -1, 1, -1]
    kwargs = {} if clip is None else {"clip": list(clip)}
    args = [flat.reshape(shape).astype(dtype), grad.reshape(shape).astype(dtype), eps]
    return {"args": args, "kwargs": kwargs, **options}


EXERCISE = Exercise(
    fgsm,
    points=3,
    ids=("ADV-01",),
    source="Goodfellow, Shlens & Szegedy 2015, section 4",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "inner pixels",
            lambda rng: images(rng, 2, 3, ends=False),
            public=True,
            about="2 images of 3 pixels, none near 0 or 1; the signs of the two images are opposite",
        ),
        Case(
            "pixels at the ends",
            lambda rng: images(rng, 3, 5, eps=0.2),
            public=True,
            weight=2,
            about="pixels at 0 and 1 and near them, and a gradient of 0",
        ),
        Case(
            "another range",
            lambda rng: images(rng, 2, 6, eps=16.0, clip=(-32.0, 96.0)),
            public=True,
            about="pixels from -32 to 96, eps 16",
        ),
        Case(
            "images with channels",
            lambda rng: images(rng, 2, 3, 4, 2, eps=0.05),
            public=True,
            about="2 images of 3 by 4 pixels and 2 channels",
        ),
        Case("a single image", lambda rng: images(rng, 1, 7)),
        Case("column-major", lambda rng: images(rng, 3, 6, layout="F")),
        Case("every other column", lambda rng: images(rng, 2, 5, eps=0.3, layout="strided")),
        Case("float32", lambda rng: images(rng, 2, 5, dtype="float32"), public=True, tolerance=FLOAT32),
    ),
    right=(
        Right("pixel by pixel", task=pixel_by_pixel),
        Right("two masks", task=in_two_masks),
        Right("sign by division", {"np.sign(grad)": "grad / np.where(grad == 0, 1, np.abs(grad))"}),
    ),
    hint="Take x = [0, 0.5, 0.5, 1] with gradients [-3, 2, 0, 0.001] and eps 0.1, and compute the four pixels by hand.",
    wrong=(
        Wrong(
            "not clipped",
            {"np.clip(x + eps * np.sign(grad), low, high)": "x + eps * np.sign(grad)"},
            hint=(
                "Inner pixels are right. Some of yours leave the range: no image has such pixels.",
                "If you do clip: before the step or after it?",
            ),
        ),
        Wrong(
            "step clipped in place of the image",
            {"np.clip(x + eps * np.sign(grad), low, high)": "x + np.clip(eps * np.sign(grad), low, high)"},
            hint="The range belongs to the image, not to the step: a step may well be negative.",
        ),
        Wrong(
            "sign of the mean over the batch",
            {"np.sign(grad)": "np.sign(grad.mean(axis=0))"},
            hint=(
                "With a single image you are right.",
                "You take one sign for the same pixel of all images. Each image has its own gradient.",
            ),
        ),
        Wrong(
            "gradient in place of its sign",
            {"eps * np.sign(grad)": "eps * grad"},
            hint="Your pixels move by different amounts. Here all of them move by eps, or not at all.",
        ),
        Wrong(
            "gradient divided by its largest size",
            {"np.sign(grad)": "grad / np.abs(grad).max()"},
            hint="One pixel moves by eps and the others by less. The sign makes all of them move equally.",
        ),
        Wrong(
            "down the gradient",
            {"x + eps * np": "x - eps * np"},
            hint="Your step makes the loss smaller: the network becomes surer. An attack goes the other way.",
        ),
        Wrong(
            "a gradient of 0 moves up",
            {"np.sign(grad)": "np.where(grad >= 0, 1, -1)"},
            hint="Look at a pixel whose gradient is exactly 0. It has no influence, so it stays.",
        ),
        Wrong(
            "a gradient of 0 moves down",
            {"np.sign(grad)": "np.where(grad > 0, 1, -1)"},
            hint="Look at a pixel whose gradient is exactly 0. It has no influence, so it stays.",
        ),
        Wrong(
            "the step alone",
            {"np.clip(x + eps * np.sign(grad), low, high)": "np.clip(eps * np.sign(grad), low - x, high - x)"},
            hint="You return the change. Asked for is the changed image.",
        ),
        Wrong(
            "scaled to the range",
            {
                "return np.clip(x + eps * np.sign(grad), low, high)": (
                    "x = x + eps * np.sign(grad)\n    return low + (high - low) * (x - x.min()) / (x.max() - x.min())"
                )
            },
            hint="You stretch all pixels so that they fit. Only those outside of the range may change.",
        ),
    ),
    survivors={
        "return np.clip(x + eps * np.sign(grad), low, high) -> return np.clip(low, x + eps * np.sign(grad), high)": (
            "the larger of two numbers, in either order"
        ),
    },
)
