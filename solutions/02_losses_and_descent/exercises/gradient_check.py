"""Central differences, and how far a gradient is from them."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def gradient_check(f, x, grad, h=1e-5):
    """Compare a gradient with central differences.

        numeric_i = (f(x + h e_i) - f(x - h e_i)) / (2 h)              e_i: 1 at element i, 0 elsewhere
        error_i   = |grad_i - numeric_i| / max(1e-8, |grad_i| + |numeric_i|)

    f: takes an array of the shape of x and returns a number. x: a float64 array of any shape; after the call it holds
    what it held before. grad: the gradient to check, of the shape of x; left unchanged. h: size of the step.

    Returns numeric, an array of the shape of x, and the largest of the errors, a number.
    """
    ### BEGIN SOLUTION
    numeric = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    sizes = np.abs(grad) + np.abs(numeric)
    errors = np.abs(grad - numeric) / np.maximum(1e-8, sizes)
    return numeric, errors.max()
    ### END SOLUTION


def in_long_double(f, x, grad, h=1e-5):
    """All steps as rows of one matrix, in extended precision."""
    steps = (np.eye(x.size, dtype=np.longdouble) * np.longdouble(h)).reshape(x.size, *x.shape)
    numeric = np.array([(f(x + step) - f(x - step)) for step in steps]).reshape(x.shape) / (2 * np.longdouble(h))
    size = np.fmax(abs(grad) + abs(numeric), np.longdouble(1e-8))
    return numeric.astype(np.float64), float(np.max(abs(grad - numeric) / size))


def in_place(f, x, grad, h=1e-5):
    """Moves one element of x and puts it back."""
    flat, numeric = x.reshape(-1), np.empty(x.size)
    if not np.shares_memory(flat, x):  # reshaping copies what is not contiguous
        flat, x = flat.copy(), None
    for i, kept in enumerate(flat.tolist()):
        values = []
        for moved in (kept + h, kept - h):
            flat[i] = moved
            values.append(f(flat.reshape(grad.shape) if x is None else x))
        flat[i] = kept
        numeric[i] = (values[0] - values[1]) / 2 / h
    off = [abs(a - n) / max(1e-8, abs(a) + abs(n)) for a, n in zip(grad.ravel(), numeric)]
    return numeric.reshape(grad.shape), max(off)


def coupled_gradient(scale, x):
    """The exact gradient of LOSSES["coupled"]."""
    return scale * x * np.sum(scale * x**2)


def suspect(rng, *shape, h=None, off=0.0, idle=None, signs=(-1, 1), **options):
    """Inputs of `call`: a function, a point, and a gradient.

    off: lowers one element of the gradient by this share of its size. idle: the first element has no influence on the
    function, and this is what the gradient says of it. signs: of x; the differences err to the side of the sign.
    """
    scale = rng.uniform(3.0, 9.0, shape) / np.sqrt(np.prod(shape))
    x = rng.uniform(0.5, 1.5, shape) * rng.choice(signs, shape)
    if idle is not None:
        scale.flat[0] = 0.0
    grad = coupled_gradient(scale, x)
    grad.flat[-1] -= off * abs(grad.flat[-1])
    if idle is not None:
        grad.flat[0] = idle
    inputs = {"function": "coupled", "arrays": [scale], "args": [x, grad], "returns": ["numeric", "error"]}
    return inputs | ({} if h is None else {"kwargs": {"h": h}}) | options


_SAME = "x and grad have the same shape and dtype, by the task's own terms"

EXERCISE = Exercise(
    gradient_check,
    points=3,
    ids=("FND-03",),
    source="Nocedal & Wright 2006, section 8.1; torch.autograd.gradcheck",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=in_long_double,
    cases=(
        Case(
            "a wide step",
            lambda rng: suspect(rng, 2, h=0.1, off=0.2),
            public=True,
            about="2 elements, h = 0.1, one element of the gradient a fifth off",
        ),
        Case(
            "one wrong element among six",
            lambda rng: suspect(rng, 2, 3, off=0.1),
            public=True,
            about="2 by 3 elements, default h, the last element of the gradient a tenth off",
        ),
        Case(
            "an element without influence",
            lambda rng: suspect(rng, 3, h=1e-3, idle=0.0, off=0.05),
            public=True,
            about="3 elements, the function ignores the first, and its gradient says 0",
        ),
        Case(
            "a tiny gradient where there is none",
            lambda rng: suspect(rng, 3, h=1e-2, idle=4e-9),
            public=True,
            about="3 elements, the function ignores the first, and its gradient says 4e-9",
        ),
        Case("a right gradient, a wide step", lambda rng: suspect(rng, 4, h=0.05, signs=(1,))),
        Case("four axes", lambda rng: suspect(rng, 2, 1, 2, 2, h=1e-2, off=0.3)),
        Case("arrays that are not contiguous", lambda rng: suspect(rng, 3, 2, h=1e-2, off=0.1, layout="strided")),
    ),
    right=(
        Right("in place, and put back", task=in_place),
        Right("halves instead of a double step", {"(f(up) - f(down)) / (2 * h)": "0.5 * (f(up) - f(down)) / h"}),
    ),
    hint="Take f(x) = sum of x squared with two elements and h = 1, and compute both slopes and both errors by hand.",
    wrong=(
        Wrong(
            "forward difference",
            {"(f(up) - f(down)) / (2 * h)": "(f(up) - f(x)) / h"},
            hint=(
                "With a wide step your slope belongs to a point on one side of x.",
                "A step to either side cancels the largest error. How far are the two points apart then?",
            ),
        ),
        Wrong(
            "divided by h instead of 2 h",
            {"(2 * h)": "h"},
            hint="Your slopes are twice as steep as they should be. How far apart are the two points?",
        ),
        Wrong(
            "all elements at once",
            {"up[i] += h": "up += h", "down[i] -= h": "down -= h"},
            hint="All your slopes are the same number. Move one element at a time.",
        ),
        Wrong(
            "elements stay moved",
            {
                "for i in np.ndindex(x.shape):\n        up, down = x.copy(), x.copy()": (
                    "up, down = x.copy(), x.copy()\n    for i in np.ndindex(x.shape):"
                )
            },
            hint="Your first slope is right. Was the first element put back before the second moved?",
        ),
        Wrong(
            "absolute difference",
            {" / np.maximum(1e-8, sizes)": ""},
            hint="An error of 0.01 is a lot for a gradient of 0.02 and nothing for one of 1000. Relative to what?",
        ),
        Wrong(
            "relative to the given gradient alone",
            {"np.abs(grad) + np.abs(numeric)": "np.abs(grad)"},
            hint="The denominator has both sizes in it, the gradient's and the difference quotient's.",
        ),
        Wrong(
            "no floor",
            {"np.maximum(1e-8, sizes)": "sizes"},
            hint=(
                "Where both gradients are 0, you divide 0 by 0.",
                "The larger of 1e-8 and the sum goes into the denominator.",
            ),
        ),
        Wrong(
            "floor added",
            {"np.maximum(1e-8, sizes)": "(1e-8 + sizes)"},
            hint="Close: 1e-8 is a floor under the denominator, not a part of it. It shows only at tiny gradients.",
        ),
        Wrong(
            "mean of the errors",
            {"errors.max()": "errors.mean()"},
            hint="One wrong element among a million right ones vanishes in a mean. Which number would show it?",
        ),
        Wrong(
            "errors with a sign",
            {"np.abs(grad - numeric)": "(grad - numeric)"},
            hint="An element that is too small counts as better than perfect. What is missing around the difference?",
        ),
        Wrong(
            "one norm for everything",
            {
                "errors = np.abs(grad - numeric) / np.maximum(1e-8, sizes)": (
                    "errors = np.linalg.norm(grad - numeric) / (np.linalg.norm(grad) + np.linalg.norm(numeric))"
                )
            },
            hint="That is another measure, for the gradient as a whole. Here each element has an error of its own.",
        ),
        Wrong(
            "backward difference",
            {"(f(up) - f(down)) / (2 * h)": "(f(x) - f(down)) / h"},
            hint="With a wide step your slope belongs to a point below x. Step to both sides.",
        ),
        Wrong(
            "multiplied by h instead of divided",
            {"(f(up) - f(down)) / (2 * h)": "(f(up) - f(down)) / 2 * h"},
            hint="Without brackets, / 2 * h divides by 2 and then multiplies by h.",
        ),
        Wrong(
            "half a step to each side",
            {"up[i] += h": "up[i] += h / 2", "down[i] -= h": "down[i] -= h / 2", "(2 * h)": "h"},
            hint="Close, but the formula steps by a whole h to each side. With a wide step it shows.",
        ),
        Wrong(
            "never put back",
            {
                "numeric = np.zeros_like(x)": "numeric, x = np.zeros_like(x), x.copy()",
                "(f(up) - f(down)) / (2 * h)": "(f(up) - f(down)) / (2 * h)\n        x[i] -= h",
            },
            hint="Your first slope is right. Each element stays at its lower place while the next one moves.",
        ),
        Wrong(
            "whole rows moved at once",
            {"for i in np.ndindex(x.shape)": "for i in range(len(x))"},
            hint="One axis is right. With two, x[i] is a whole row, and all of its elements move together.",
        ),
        Wrong(
            "relative to the larger of the two",
            {"np.abs(grad) + np.abs(numeric)": "np.maximum(np.abs(grad), np.abs(numeric))"},
            hint="Your errors are nearly twice too large. Below stands the sum of both sizes, not the larger one.",
        ),
        Wrong(
            "relative to the mean of the two",
            {"np.abs(grad) + np.abs(numeric)": "(np.abs(grad) + np.abs(numeric)) / 2"},
            hint="Your errors are twice as large as asked for. The sum of both sizes goes below, not their mean.",
        ),
        Wrong(
            "relative to the difference quotient alone",
            {"np.abs(grad) + np.abs(numeric)": "np.abs(numeric)"},
            hint="The denominator has both sizes in it, the gradient's and the difference quotient's.",
        ),
        Wrong(
            "all errors instead of the largest",
            {"errors.max()": "errors"},
            hint="You return an error for every element. Asked for is one number: the largest.",
        ),
        Wrong(
            "sum of the errors",
            {"errors.max()": "errors.sum()"},
            hint="A sum grows with the number of elements. Asked for is the largest error.",
        ),
        Wrong(
            "error is still 0",
            {"errors.max()": "0.0"},
            hint="The slopes are right. The error is 0, as if it were still to be written.",
        ),
        Wrong(
            "error not returned",
            {"return numeric, errors.max()": "return numeric"},
            hint="The slopes are right. Two things are to be returned: the error is missing.",
        ),
    ),
    survivors={
        "numeric = np.zeros_like(x) -> numeric = np.ones_like(x)": "every element is set afterwards",
        "numeric = np.zeros_like(x) -> numeric = np.zeros_like(grad)": _SAME,
        "for i in np.ndindex(x.shape) -> for i in np.ndindex(grad.shape)": _SAME,
        "up, down = (x.copy(), x.copy()) -> down, up = (x.copy(), x.copy())": "the two copies are equal",
    },
)
