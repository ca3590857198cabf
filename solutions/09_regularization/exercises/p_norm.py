"""The p-norm: how large a vector is, in many ways."""

import numpy as np

from grader import Case, Exercise, Right, Tolerance, Wrong, families, probes


def p_norm(x, p):
    """The p-norm of all entries of x, a number.

        ||x||_p = (sum over i of |x_i|^p)^(1/p)          ||x||_inf = max over i of |x_i|

    x: floats of any shape, at least one entry; a matrix counts as the vector of its entries. Left unchanged.
    p: a number above 0, or np.inf. For p < 1 the same formula is asked for, though it is no norm then.
    The result is right for entries as large as 1e200 and as small as 1e-200. For x = 0 it is 0.
    """
    ### BEGIN SOLUTION
    sizes = np.abs(x)
    largest = sizes.max()
    if largest == 0 or p == np.inf:
        return largest
    shares = sizes / largest
    return largest * np.sum(shares**p) ** (1 / p)
    ### END SOLUTION


def by_logarithms(x, p):
    """The sum of powers out of logarithms, added without overflow by SciPy."""
    from scipy.special import logsumexp

    sizes = [abs(float(value)) for value in np.asarray(x).flat if value != 0]
    if not sizes:
        return 0.0
    if p == np.inf:
        return sorted(sizes)[-1]
    return float(np.exp(logsumexp(p * np.log(sizes)) / p))


def entry_by_entry(x, p):
    """A loop over the entries that keeps the sum relative to the largest one met so far."""
    largest, total = 0.0, 0.0
    for value in x.ravel():
        size = float(abs(value))
        if size > largest:
            total = total * (largest / size) ** p + 1.0 if largest else 1.0
            largest = size
        elif size:
            total += (size / largest) ** p
    return largest if np.isinf(p) else largest * total ** (1.0 / p)


def entries(rng, shape, p, scale=1.0, dtype="float64", **options):
    """Inputs of `call`: entries of both signs between 0.3 and 2, times scale; the largest one is negative."""
    x = rng.uniform(0.3, 1.6, shape) * np.resize([-1, 1], shape)
    x.flat[2 * rng.integers((x.size + 1) // 2)] = -2.0
    return {"args": [(scale * x).astype(dtype), p], **options}


EXERCISE = Exercise(
    p_norm,
    points=2,
    ids=("REG-01",),
    source="Minkowski 1896; numpy.linalg.norm for vectors",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_logarithms,
    cases=(
        Case(
            "3, -4 with p = 2",
            lambda rng: {"args": [np.array([3.0, -4.0]), 2.0]},
            public=True,
            about="x = [3, -4], p 2",
        ),
        Case("sizes added up", lambda rng: entries(rng, (4,), 1.0), public=True, about="x (4,), p 1"),
        Case("p = 3", lambda rng: entries(rng, (5,), 3.0), public=True, about="x (5,), p 3"),
        Case("the largest", lambda rng: entries(rng, (5,), np.inf), public=True, about="x (5,), p infinity"),
        Case("p below 1", lambda rng: entries(rng, (3,), 0.5), public=True, about="x (3,), p 0.5"),
        Case("a matrix", lambda rng: entries(rng, (3, 4), 2.0), public=True, about="x (3, 4), p 2"),
        Case("huge entries", lambda rng: entries(rng, (4,), 2.0, 1e200), public=True, about="x near 1e200, p 2"),
        Case(
            "tiny entries",
            lambda rng: entries(rng, (4,), 4.0, 1e-200),
            public=True,
            tolerance=Tolerance(1e-7, 0.0),
            about="x near 1e-200, p 4",
        ),
        Case(
            "one vector of zeros",
            lambda rng: {"args": [np.zeros((2, 3)), float(rng.uniform(1, 4))]},
            public=True,
            weight=0.5,
            about="x = 0",
        ),
        Case("three axes, column-major", lambda rng: entries(rng, (2, 3, 4), 1.5, layout="F")),
        Case("every other entry", lambda rng: entries(rng, (6, 2), 2.5, layout="strided")),
    ),
    right=(
        Right("out of logarithms", task=by_logarithms),
        Right("entry by entry", task=entry_by_entry),
        Right("NumPy's own norm of the shares", {"np.sum(shares**p) ** (1 / p)": "np.linalg.norm(shares.ravel(), p)"}),
    ),
    hint="Take the entries 3 and -4 with p = 1, 2 and infinity. Then multiply both by 1e200.",
    wrong=(
        Wrong(
            "sign kept",
            {"np.abs(x)": "np.asarray(x)"},
            hint=("Entries of both signs cancel in your sum.", "A norm asks for sizes. What becomes of -4?"),
        ),
        Wrong(
            "root left out",
            {" ** (1 / p)": ""},
            hint=(
                "For p = 1 you are right.",
                "A sum of squares is the *squared* norm. A vector twice as long should have twice the norm.",
            ),
        ),
        Wrong(
            "power in place of the root",
            {" ** (1 / p)": " ** p"},
            hint="The sum of the powers is raised to 1/p, not to p.",
        ),
        Wrong(
            "square root for every p",
            {" ** (1 / p)": " ** 0.5"},
            hint="With p = 2 you are right. Which root undoes a third power?",
        ),
        Wrong(
            "spectral norm of a matrix",
            {
                "shares = sizes / largest\n    return largest * np.sum(shares**p) ** (1 / p)": (
                    "shares = sizes / largest\n    if x.ndim == 2:\n"
                    "        return largest * np.linalg.norm(x / largest, 2)\n"
                    "    return largest * np.sum(shares**p) ** (1 / p)"
                )
            },
            hint=(
                "Vectors are right, matrices are not.",
                "For a matrix, `np.linalg.norm(x, 2)` is its largest singular value. Here its entries form one vector.",
            ),
        ),
        Wrong(
            "overflows",
            {"return largest * np.sum(shares**p) ** (1 / p)": "return np.sum(sizes**p) ** (1 / p)"},
            hint=(
                "The square of 1e200 does not fit into a float64, and that of 1e-200 becomes 0.",
                "Divide by the largest size first. What do you have to do with it in the end?",
            ),
        ),
        Wrong(
            "largest forgotten in the end",
            {"return largest * np": "return np"},
            hint="You divided by the largest entry so that nothing overflows. Who puts it back?",
        ),
        Wrong(
            "mean in place of the sum",
            {"np.sum(": "np.mean("},
            hint="More entries make a vector longer. Add the powers up, do not average them.",
        ),
        Wrong(
            "one norm per column",
            {"np.sum(shares**p) ** (1 / p)": "np.sum(shares**p, axis=0) ** (1 / p)"},
            hint="One number is asked for, over all entries of a matrix.",
        ),
        Wrong(
            "largest entry with its sign",
            {"return largest\n": "return x.max()\n"},
            hint="For p = infinity the largest *size* counts. The largest size may belong to a negative number.",
        ),
        Wrong(
            "zero gives NaN",
            {"largest == 0 or p == np.inf": "p == np.inf"},
            hint="All entries 0: you divide 0 by 0. What is the norm of the zero vector?",
        ),
        Wrong(
            "Euclidean whatever p is",
            {"shares**p": "shares**2", "(1 / p)": "(1 / 2)"},
            hint="Another p changes nothing but at infinity.",
        ),
    ),
)
