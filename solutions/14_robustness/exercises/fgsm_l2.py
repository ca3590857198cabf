"""The fast gradient attack with another measure of size: one length for each image, most of it where it counts."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def fgsm_l2(x, grad, eps, clip=(0.0, 1.0)):
    """Images that are moved along their own gradients, each by a step of Euclidean length eps * root(d).

        step_n = eps * root(d) * grad_n / ||grad_n||        d = numbers in one image, all its axes together

    This is as long as a step of eps in each of the d numbers. An image whose gradient is 0 everywhere stays as it is;
    any other gets the full length, however small its gradient. What leaves the range of pixels after the step is set
    to the end of the range, which may make the step shorter.

    x: floats, the first axis is the batch, then one axis or more; left unchanged. grad: gradient of the loss by x, same
    shape. eps: 0 or more. clip: (lowest, highest) value of a pixel. Returns a new array of the shape and dtype of x.
    """
    ### BEGIN SOLUTION
    flat = grad.reshape(len(grad), -1)
    length = np.sqrt(np.sum(flat**2, axis=1, keepdims=True))
    unit = flat / np.where(length > 0, length, 1)
    step = eps * flat.shape[1] ** 0.5 * unit
    return np.clip(x + step.reshape(x.shape), *clip)
    ### END SOLUTION


def with_torch(x, grad, eps, clip=(0.0, 1.0)):
    """torch's normalize over all but the first axis."""
    import torch

    x, grad = torch.tensor(np.array(x)), torch.tensor(np.array(grad))
    unit = torch.nn.functional.normalize(grad.flatten(1), dim=1, eps=1e-30).reshape(x.shape)
    return torch.clamp(x + eps * x[0].numel() ** 0.5 * unit, *clip).numpy()


def image_by_image(x, grad, eps, clip=(0.0, 1.0)):
    """One image after the other, with NumPy's norm."""
    moved = []
    for image, slope in zip(x, grad):
        length = np.linalg.norm(slope.ravel())
        step = 0 * slope if length == 0 else slope * (eps * image.size**0.5 / length).astype(x.dtype)
        moved.append(np.minimum(np.maximum(image + step, clip[0]), clip[1]))
    return np.stack(moved).astype(x.dtype)


def root_mean_square(x, grad, eps, clip=(0.0, 1.0)):
    """The length divided by root(d) is the root mean square; gradients are scaled to a largest size of 1 first."""
    axes = tuple(range(1, x.ndim))
    largest = np.abs(grad).max(axis=axes, keepdims=True)
    scaled = np.divide(grad, largest, out=np.zeros_like(x), where=largest != 0)
    rms = np.sqrt(np.mean(scaled * scaled, axis=axes, keepdims=True))
    step = np.divide(scaled, rms, out=np.zeros_like(x), where=rms != 0)
    return np.clip(x + eps * step, clip[0], clip[1])


def images(rng, *shape, eps=0.1, clip=None, ends=True, zero=False, size=1.0, dtype="float64", **options):
    """Inputs of `call`: images, some pixels at both ends; gradients of other lengths in each image and channel.

    ends: whether pixels of the first image lie at both ends. zero: whether the last image's gradient is 0.
    size: of the gradients.
    """
    low, high = clip or (0.0, 1.0)
    flat = rng.uniform(low + 0.35 * (high - low), high - 0.35 * (high - low), (shape[0], int(np.prod(shape[1:]))))
    grad = size * rng.uniform(0.3, 1.5, shape) * rng.choice([-1.0, 1.0], shape)
    grad *= np.resize([1.0, 2.5, 0.4], shape[0]).reshape(-1, *[1] * (len(shape) - 1))
    if len(shape) > 2:  # channels, and rows, of different sizes
        grad *= np.resize([1.0, 3.0], shape[-1])
        grad *= np.resize([1.0, 2.0, 4.0], shape[1]).reshape(1, -1, *[1] * (len(shape) - 2))
    if ends:
        flat[0, :2] = low, high
        grad.reshape(shape[0], -1)[0, :2] *= -np.sign(grad.reshape(shape[0], -1)[0, :2]) * [1, -1]
    if zero:
        grad[-1] = 0.0
    kwargs = {} if clip is None else {"clip": list(clip)}
    args = [flat.reshape(shape).astype(dtype), grad.astype(dtype), eps]
    return {"args": args, "kwargs": kwargs, **options}


EXERCISE = Exercise(
    fgsm_l2,
    points=4,
    ids=("ADV-02",),
    source="Huang et al. 2017, section 3.2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "inner pixels",
            lambda rng: images(rng, 2, 3, ends=False),
            public=True,
            about="2 images of 3 pixels, none near 0 or 1; gradients of different lengths",
        ),
        Case(
            "pixels at the ends",
            lambda rng: images(rng, 3, 5),
            public=True,
            about="pixels at 0 and 1 that would leave the range",
        ),
        Case(
            "images with channels",
            lambda rng: images(rng, 2, 3, 4, 2, eps=0.05),
            public=True,
            weight=2,
            about="2 images of 3 by 4 pixels and 2 channels",
        ),
        Case(
            "a gradient of 0",
            lambda rng: images(rng, 3, 4, zero=True),
            public=True,
            about="the last of three images has a gradient of 0",
        ),
        Case(
            "tiny gradients",
            lambda rng: images(rng, 2, 6, size=1e-9),
            public=True,
            about="gradients of about 1e-9, as from a network that is sure",
        ),
        Case(
            "another range",
            lambda rng: images(rng, 2, 6, eps=16.0, clip=(-32.0, 96.0)),
            public=True,
            about="pixels from -32 to 96, eps 16",
        ),
        Case("a single image", lambda rng: images(rng, 1, 7)),
        Case("column-major", lambda rng: images(rng, 3, 4, 5, eps=0.06, layout="F")),
        Case("every other column", lambda rng: images(rng, 2, 5, layout="strided")),
        Case("float32", lambda rng: images(rng, 2, 5, dtype="float32"), public=True, tolerance=FLOAT32),
    ),
    right=(
        Right("image by image", task=image_by_image),
        Right("root mean square", task=root_mean_square),
        Right("division where there is a length", {"np.where(length > 0, length, 1)": "(length + (length == 0))"}),
    ),
    hint=(
        "Take one image of 4 pixels with the gradient [3, 0, 4, 0] and eps 0.1: how long is the step, and which pixels "
        "move by how much?"
    ),
    wrong=(
        Wrong(
            "length of the whole batch",
            {"np.sqrt(np.sum(flat**2, axis=1, keepdims=True))": "np.full((len(flat), 1), np.sqrt(np.sum(flat**2)))"},
            hint=(
                "With a single image you are right.",
                "You divide by one length for the whole batch. Each image has its own.",
            ),
        ),
        Wrong(
            "a length for each pixel over the batch",
            {"axis=1": "axis=0"},
            hint="You sum over the images. The length of an image is a sum over its pixels.",
        ),
        Wrong(
            "a length for each part of an image",
            {
                "flat = grad.reshape(len(grad), -1)\n": "flat = grad.reshape(-1, grad.shape[-1])\n",
                "flat.shape[1] ** 0.5": "grad[0].size ** 0.5",
            },
            hint=(
                "Images with one axis are right.",
                "Rows or channels have lengths of their own in your code. All axes of an image count together.",
            ),
        ),
        Wrong(
            "length eps",
            {" * flat.shape[1] ** 0.5": ""},
            hint="Your directions are right, and your steps too short: their length is eps. Which factor is missing?",
        ),
        Wrong(
            "number of pixels without the root",
            {"flat.shape[1] ** 0.5": "flat.shape[1]"},
            hint="Your steps are too long. Equal steps of eps in d numbers are eps times which length?",
        ),
        Wrong(
            "pixels of the whole batch counted",
            {"flat.shape[1] ** 0.5": "flat.size**0.5"},
            hint="With a single image you are right. d is the number of pixels of one image.",
        ),
        Wrong(
            "only the last axis counted",
            {"flat.shape[1] ** 0.5": "grad.shape[-1] ** 0.5"},
            hint="Images with one axis are right. d counts the numbers of an image over all its axes.",
        ),
        Wrong(
            "root forgotten",
            {"np.sqrt(np.sum(flat**2, axis=1, keepdims=True))": "np.sum(flat**2, axis=1, keepdims=True)"},
            hint="You divide by the squared length.",
        ),
        Wrong(
            "sum of sizes for the length",
            {"np.sqrt(np.sum(flat**2, axis=1, keepdims=True))": "np.sum(np.abs(flat), axis=1, keepdims=True)"},
            hint="You divide by the sum of the sizes. That is another norm, L1; here the Euclidean length is meant.",
        ),
        Wrong(
            "largest size for the length",
            {"np.sqrt(np.sum(flat**2, axis=1, keepdims=True))": "np.max(np.abs(flat), axis=1, keepdims=True)"},
            hint="You divide by the largest size. That is another norm; here the Euclidean length is meant.",
        ),
        Wrong(
            "gradient of 0 divided by 0",
            {"np.where(length > 0, length, 1)": "length"},
            hint="One image has no gradient at all, and your result has no numbers there. Such an image stays.",
        ),
        Wrong(
            "small number added to the length",
            {"np.where(length > 0, length, 1)": "(length + 1e-10)"},
            hint=(
                "Where gradients are tiny, your steps are too short.",
                "The number that you add against division by 0 is as large as the gradient of a sure network.",
            ),
        ),
        Wrong(
            "down the gradient",
            {"x + step": "x - step"},
            hint="Your step makes the loss smaller. An attack goes the other way.",
        ),
        Wrong(
            "not clipped",
            {"np.clip(x + step.reshape(x.shape), *clip)": "x + step.reshape(x.shape)"},
            hint="Some of your pixels leave the range: no image has such pixels.",
        ),
        Wrong(
            "sign of the gradient",
            {"unit = flat / np.where(length > 0, length, 1)": "unit = np.sign(flat) / flat.shape[1] ** 0.5"},
            hint="All your pixels move equally. In this attack pixels with a larger gradient move more.",
        ),
    ),
    survivors={
        "flat = grad.reshape(len(grad), -1) -> flat = grad.reshape(len(grad), -2)": "any negative number is inferred",
        "unit = flat / np.where(length > 0, length, 1) -> unit = flat / np.where(length > 0, length, 2)": (
            "0 divided by any number is 0"
        ),
        "return np.clip(x + step.reshape(x.shape), *clip) -> return np.clip(x + step.reshape(grad.shape), *clip)": (
            "x and grad have one shape"
        ),
    },
)
