"""The gradient of a function that gives one number, by central differences."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def numerical_gradient(f, x, h=1e-5):
    """Gradient of a function at a point, by central differences.

        gradient_i = (f(x + h e_i) - f(x - h e_i)) / (2 h)              e_i: 1 at element i, 0 elsewhere

    f: takes a float64 array of the shape of x and returns a number. x: an array of any shape, of floats or of integers;
    after the call it holds what it held before. h: size of the step.

    Returns a float64 array of the shape of x.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=np.float64)
    gradient = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        middle = x[i]
        x[i] = middle + h
        above = f(x)
        x[i] = middle - h
        below = f(x)
        x[i] = middle
        gradient[i] = (above - below) / (2 * h)
    return gradient
    ### END SOLUTION


def in_long_double(f, x, h=1e-5):
    """All steps at once, in extended precision."""
    x = np.asarray(x, dtype=np.longdouble)
    steps = np.eye(x.size, dtype=np.longdouble).reshape(x.size, *x.shape) * np.longdouble(h)
    ahead, behind = np.array([f(x + step) for step in steps]), np.array([f(x - step) for step in steps])
    return ((ahead - behind) / (2 * np.longdouble(h))).reshape(x.shape).astype(np.float64)


def with_copies(f, x, h=1e-5):
    """Two copies for every element."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / h / 2
    return gradient


def on_a_flat_copy(f, x, h=1e-5):
    """Steps along the rows of a unit matrix, on the flattened array."""
    flat = np.ravel(x).astype(float)
    values = [[f((flat + side * h * unit).reshape(x.shape)) for side in (1, -1)] for unit in np.identity(flat.size)]
    return np.array([0.5 * (up - down) / h for up, down in values]).reshape(x.shape)


def point(rng, *shape, h=None, integers=False, **options):
    """Inputs of `call`: the bowl, and a point."""
    x = rng.uniform(0.5, 2.0, shape) * rng.choice([-1, 1], shape)
    if integers:
        x = rng.choice([-3, -2, 2, 3], shape)
    kwargs = {"x": x} | ({} if h is None else {"h": h})
    return {"args": [], "given": {"f": "bowl"}, "kwargs": kwargs, "returns": ["gradient"], **options}


EXERCISE = Exercise(
    numerical_gradient,
    points=3,
    ids=("FND-03",),
    source="Nocedal & Wright 2006, section 8.1; scipy.optimize.approx_fprime",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=in_long_double,
    cases=(
        Case("a wide step", lambda rng: point(rng, 2, h=0.1), public=True, about="given.bowl at 2 numbers, h = 0.1"),
        Case(
            "a matrix",
            lambda rng: point(rng, 2, 3),
            public=True,
            about="given.bowl at a matrix of 2 by 3, h left out",
        ),
        Case(
            "integers",
            lambda rng: point(rng, 3, h=0.01, integers=True),
            public=True,
            about="given.bowl at 3 integers, h = 0.01",
        ),
        Case("three axes", lambda rng: point(rng, 2, 1, 3, h=0.05)),
        Case("arrays that are not contiguous", lambda rng: point(rng, 3, 2, h=0.02, layout="strided")),
    ),
    right=(
        Right("with copies", task=with_copies),
        Right("on a flat copy", task=on_a_flat_copy),
    ),
    hint=(
        "Take f(x) = sum of x squared with two elements and h = 1, and compute both slopes by hand. Then do it "
        "with integers."
    ),
    wrong=(
        Wrong(
            "forward difference",
            {
                "below = f(x)": "below = above",
                "x[i] = middle + h\n        above": "above",
                "(above - below)": "-(f(x) - above)",
                "x[i] = middle\n        gradient[i]": "gradient[i]",
                "/ (2 * h)\n": "/ h\n        x[i] = middle\n",
            },
            hint=(
                "With a wide step your slope belongs to a point on one side of x.",
                "A step to either side cancels the largest error. How far apart are the two points then?",
            ),
        ),
        Wrong(
            "divided by h instead of 2 h",
            {"(2 * h)": "h"},
            hint="Your slopes are twice too steep. How far apart are the two points?",
        ),
        Wrong(
            "half a division",
            {"/ (2 * h)": "/ 2 * h"},
            hint="Python reads `a / 2 * h` from left to right, and multiplies by h. What needs brackets?",
        ),
        Wrong(
            "elements stay moved",
            {"x[i] = middle\n": "pass\n"},
            hint="Your first slope is right. Was the first element put back before the second moved?",
        ),
        Wrong(
            "all elements at once",
            {
                "x[i] = middle + h": "x += h",
                "x[i] = middle - h": "x -= 2 * h",
                "x[i] = middle\n": "x += h\n",
            },
            hint="All your slopes are the same number, their sum. Move one element at a time.",
        ),
        Wrong(
            "integers stay integers",
            {"np.array(x, dtype=np.float64)": "np.array(x)"},
            hint=(
                "An array of integers cannot hold x + h: the step is cut off.",
                "Of which dtype is your copy of x?",
            ),
        ),
        Wrong(
            "the other way round",
            {"(above - below)": "(below - above)"},
            hint="Your gradient points downhill. Which of the two values comes first?",
        ),
    ),
)
