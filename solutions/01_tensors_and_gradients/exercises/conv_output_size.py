"""How many places a window has on a line of pixels."""

import math

from grader import Case, Exercise, Right, Wrong, families, probes


def conv_output_size(n, k, stride=1, pad=0):
    """Number of places that a window takes as it slides over a line of pixels.

    n: number of pixels. k: width of the window, at most n + 2 pad. stride: how far it moves each time. pad: so many
    pixels are added at *each* end. All are integers. A window never reaches past the end: what is left over at the end
    is not looked at. Convolution and pooling both work so.

    Returns an integer.
    """
    ### BEGIN SOLUTION
    return (n + 2 * pad - k) // stride + 1
    ### END SOLUTION


def with_torch(n, k, stride=1, pad=0):
    """torch's own convolution of zeros."""
    import torch

    line, window = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
    return torch.nn.functional.conv1d(line, window, stride=stride, padding=pad).shape[-1]


def by_sliding(n, k, stride=1, pad=0):
    """Slides the window and counts."""
    places, start = 0, -pad
    while start + k <= n + pad:
        places += 1
        start += stride
    return places


def with_range(n, k, stride=1, pad=0):
    """The starts of all windows, counted."""
    return len(range(0, n + pad + pad - k + 1, stride))


def rounded_up(n, k, stride=1, pad=0):
    """Rounds up instead of down, one pixel earlier."""
    return math.ceil((n + 2 * pad - k + 1) / stride)


def line(rng, k, left=0, **options):
    """Inputs of `call`: a line of pixels that ends `left` pixels after the last place of the window."""
    stride, pad = options.get("stride", 1), options.get("pad", 0)
    return {"args": [int(stride * rng.integers(7, 30) + left + k - 2 * pad), k], "kwargs": options, "returns": ["size"]}


EXERCISE = Exercise(
    conv_output_size,
    points=2,
    ids=("FND-05",),
    source="Dumoulin & Visin 2016, relationship 6; torch.nn.Conv2d",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("a window of three", lambda rng: line(rng, 3), public=True, about="k = 3, stride and pad left out"),
        Case("with padding", lambda rng: line(rng, 5, pad=2), public=True, about="k = 5, pad = 2"),
        Case(
            "a stride with something left over",
            lambda rng: line(rng, 3, left=3, stride=4),
            public=True,
            about="k = 3, stride = 4, and 3 pixels left over",
        ),
        Case(
            "a stride with little left over",
            lambda rng: line(rng, 3, left=1, stride=4),
            public=True,
            about="k = 3, stride = 4, and 1 pixel left over",
        ),
        Case("pooling", lambda rng: line(rng, 2, stride=2)),
        Case("everything at once", lambda rng: line(rng, 7, left=2, stride=3, pad=4)),
        Case("a window as wide as the line", lambda rng: {"args": [int(rng.integers(2, 9))] * 2, "returns": ["size"]}),
    ),
    right=(
        Right("by sliding", task=by_sliding),
        Right("the starts counted", task=with_range),
        Right("rounded up, one earlier", task=rounded_up),
        Right("int of a quotient", {"(n + 2 * pad - k) // stride + 1": "int((n + 2 * pad - k) / stride + 1)"}),
    ),
    hint=(
        "Draw 5 pixels and a window of 2, and count the places with stride 1 and with stride 2. Then add a pixel "
        "at each end."
    ),
    wrong=(
        Wrong(
            "one place too few",
            {" + 1": ""},
            hint="A window as wide as the line has one place, not none. You count the moves; count the places.",
        ),
        Wrong(
            "padding on one side only",
            {"2 * pad": "pad"},
            hint="Pixels are added at both ends of the line. How many is that in all?",
        ),
        Wrong(
            "rounded to the nearest",
            {"(n + 2 * pad - k) // stride + 1": "round((n + 2 * pad - k) / stride) + 1"},
            hint="Where pixels are left over, your last window reaches past the end.",
        ),
        Wrong(
            "rounded up",
            {"(n + 2 * pad - k) // stride + 1": "-(-(n + 2 * pad - k) // stride) + 1"},
            hint="Where pixels are left over, you count a window that has no room.",
        ),
        Wrong(
            "a fraction of a place",
            {"//": "/"},
            hint="Your result is not an integer. What is left over at the end counts for nothing.",
        ),
        Wrong(
            "the window forgotten",
            {"(n + 2 * pad - k)": "(n + 2 * pad - 1)"},
            hint="You count where a single pixel could go. The whole window has to fit.",
        ),
        Wrong(
            "the stride divides too little",
            {"(n + 2 * pad - k) // stride + 1": "(n + 2 * pad) // stride - k + 1"},
            hint="The stride divides the room that the window has to move in. Does yours divide all of it?",
        ),
    ),
)
