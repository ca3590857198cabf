"""The sign attack with an aim: until the network reads the class that the attacker wants."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families


def targeted_fgsm(gradient, x, targets, eps, steps=1, clip=(0.0, 1.0)):
    """Images that are moved so that the loss of a chosen label *falls*.

    Every step is of the same size, eps / steps in each pixel, against the sign of the gradient at the place where the
    image is now. What leaves the range of pixels is set to the end of the range after each step. With steps=1 this is
    FGSM towards the target.

    gradient: (images (N, D), labels (N,)) -> (N, D), the gradient of each image's loss by its own pixels. x: (N, D)
    floats, left unchanged. targets: (N,) integers, the label that each image shall get. eps: how far a pixel may move
    in all steps together. steps: 1 or more. clip: (lowest, highest) value of a pixel. Returns a new array (N, D) of the
    dtype of x.
    """
    ### BEGIN SOLUTION
    low, high = clip
    moved = x
    for _ in range(steps):
        slope = gradient(moved, targets)
        moved = np.clip(moved - eps / steps * np.sign(slope), low, high)
    return moved
    ### END SOLUTION


def with_torch(gradient, x, targets, eps, steps=1, clip=(0.0, 1.0)):
    """torch's sign, and its clamp in place."""
    import torch

    moved = torch.tensor(np.array(x))
    for _ in range(steps):
        slope = torch.tensor(np.array(gradient(moved.numpy(), targets)))
        moved.sub_(torch.sign(slope), alpha=eps / steps).clamp_(*clip)
    return moved.numpy()


def step_by_step(gradient, x, targets, eps, steps=1, clip=(0.0, 1.0)):
    """Calls itself with one step less."""
    if steps == 0:
        return x.copy()
    reached = step_by_step(gradient, x, targets, eps * (steps - 1) / steps, steps - 1, clip)
    slope = gradient(reached, targets)
    size = eps / steps
    moved = np.where(slope > 0, reached - size, np.where(slope < 0, reached + size, reached))
    return np.minimum(np.maximum(moved, clip[0]), clip[1]).astype(x.dtype)


def image_by_image(gradient, x, targets, eps, steps=1, clip=(0.0, 1.0)):
    """All steps of one image, then the next image; the images are kept within eps as well, which changes nothing."""
    result = np.array(x)
    for n in range(len(x)):
        first = x[n : n + 1]
        now = first.copy()
        for _ in range(steps):
            now = now + eps / steps * np.sign(-gradient(now, targets[n : n + 1]))
            now = np.minimum(np.maximum(now, first - eps), first + eps)
            now = now.clip(min=clip[0], max=clip[1])
        result[n] = now[0]
    return result


def images(rng, n, d, *, eps, steps=None, clip=None, dtype="float64", **options):
    """Inputs of `attack`: images, and the centre that each of them is to reach.

    Of the pixels some are nearer to it than eps, so that the sign turns round on the way, some are farther; one lies
    near the end of the range and has a centre just outside, another one far outside.
    The last pixel of all has reached its centre.
    """
    low, high = clip or (0.0, 1.0)
    size = eps / (steps or 1)
    x = rng.uniform(low + 0.4 * (high - low), high - 0.4 * (high - low), (n, d))
    way = size * np.resize([1.3, 9.0, 0.4, 2.7], (n, d)) * rng.uniform(0.95, 1.05, (n, d))
    way *= np.where(np.arange(n)[:, None] % 2, 1, -1) * rng.choice([-1, 1], d)
    x[0, 0], way[0, 0] = high - 0.4 * size, 0.7 * size
    x[0, 1], way[0, 1] = low + 0.4 * size, -9 * size
    way[-1, -1] = 0.0  # there already: a gradient of 0
    targets = rng.permutation(n + 1)[:n]
    centres = rng.uniform(low, high, (n + 1, d))
    centres[targets] = x + way
    weights = np.diag(rng.uniform(0.5, 1.5, d))
    kwargs = {name: value for name, value in (("steps", steps), ("clip", clip and list(clip))) if value is not None}
    arrays = {name: a.astype(dtype) for name, a in (("centres", centres), ("weights", weights), ("x", x))}
    return {**arrays, "targets": targets, "args": [eps], "kwargs": kwargs, **options}


EXERCISE = Exercise(
    targeted_fgsm,
    points=4,
    ids=("ADV-01",),
    source="Kurakin, Goodfellow & Bengio 2017, sections 2.1 and 2.3",
    family=families.FUNCTION,
    without={"ignores the given steps": "'one direction for all steps' is the same: equal steps make one long step"},
    probe="attack",
    oracle=with_torch,
    cases=(
        Case(
            "one step",
            lambda rng: images(rng, 2, 3, eps=0.1),
            public=True,
            about="2 images of 3 pixels; gradients of opposite signs",
        ),
        Case(
            "four steps",
            lambda rng: images(rng, 3, 4, eps=0.2, steps=4),
            public=True,
            weight=2,
            about="3 images of 4 pixels, eps 0.2 in 4 steps; signs turn round on the way",
        ),
        Case(
            "another range",
            lambda rng: images(rng, 2, 5, eps=24.0, steps=2, clip=(-64.0, 192.0)),
            public=True,
            about="pixels from -64 to 192, eps 24 in 2 steps",
        ),
        Case("ten steps", lambda rng: images(rng, 4, 6, eps=0.3, steps=10), public=True, about="eps 0.3 in 10 steps"),
        Case("a single image", lambda rng: images(rng, 1, 6, eps=0.15, steps=2)),
        Case("column-major", lambda rng: images(rng, 3, 5, eps=0.12, steps=6, layout="F")),
        Case("every other column", lambda rng: images(rng, 2, 4, eps=0.1, steps=4, layout="strided")),
        Case(
            "float32",
            lambda rng: images(rng, 2, 5, eps=0.2, steps=4, dtype="float32"),
            public=True,
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("step by step", task=step_by_step),
        Right("image by image", task=image_by_image),
    ),
    hint=(
        "Take one image of one pixel, 0.5, a gradient function lambda x, t: x - 0.45, eps 0.2 and two steps, and "
        "compute both steps by hand."
    ),
    wrong=(
        Wrong(
            "away from the target",
            {"moved - eps": "moved + eps"},
            hint="Your images get less like the target. Its loss shall fall, not grow.",
        ),
        Wrong(
            "one direction for all steps",
            {"gradient(moved, targets)": "gradient(x, targets)"},
            hint=(
                "With one step you are right.",
                "All your steps go the same way, as one long step would. Ask for the gradient where the image is now.",
            ),
        ),
        Wrong(
            "every step of size eps",
            {"eps / steps * np": "eps * np"},
            hint="With one step you are right. All steps *together* may be as long as eps.",
        ),
        Wrong(
            "starts from the first image in every step",
            {"np.clip(moved - eps": "np.clip(x - eps"},
            hint="Each step begins where the last one ended. Yours begins at the first image again.",
        ),
        Wrong(
            "not clipped",
            {"np.clip(moved - eps / steps * np.sign(slope), low, high)": "moved - eps / steps * np.sign(slope)"},
            hint="Some of your pixels leave the range: no image has such pixels.",
        ),
        Wrong(
            "clipped only at the end",
            {
                "np.clip(moved - eps / steps * np.sign(slope), low, high)": "moved - eps / steps * np.sign(slope)",
                "return moved": "return np.clip(moved, low, high)",
            },
            hint=(
                "With one step you are right.",
                "Between two steps your pixels leave the range, and the gradient is asked at an image that is none.",
            ),
        ),
        Wrong(
            "gradient in place of its sign",
            {"np.sign(slope)": "slope"},
            hint="Your pixels move by different amounts. In this attack all of them move equally.",
        ),
        Wrong(
            "sign of the mean over the batch",
            {"np.sign(slope)": "np.sign(slope.mean(axis=0))"},
            hint="With a single image you are right. Each image has its own gradient, and its own target.",
        ),
        Wrong(
            "one step too few",
            {"range(steps)": "range(1, steps)"},
            hint="With steps=1 your image does not move at all. How often does your loop run?",
        ),
        Wrong(
            "one step too many",
            {"range(steps)": "range(steps + 1)"},
            hint="With steps=1 your image moves by 2 eps. How often does your loop run?",
        ),
    ),
    survivors={
        (
            "moved = np.clip(moved - eps / steps * np.sign(slope), low, high) -> "
            "moved = np.clip(low, moved - eps / steps * np.sign(slope), high)"
        ): "the larger of two numbers, in either order",
    },
)
