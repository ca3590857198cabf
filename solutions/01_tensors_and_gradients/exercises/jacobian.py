"""All slopes of a function that gives several numbers."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def jacobian(f, x, h=1e-5):
    """Jacobian matrix of a function at a point, by central differences.

        J[i, j] = (f_i(x + h e_j) - f_i(x - h e_j)) / (2 h)             one row per output, one column per input

    f: takes a float64 array (D,) and returns an array (M,). x: (D,) floats, left unchanged. h: size of the step.

    Returns an array (M, D).
    """
    ### BEGIN SOLUTION
    columns = []
    for j in range(len(x)):
        step = np.zeros(len(x))
        step[j] = h
        columns.append((f(x + step) - f(x - step)) / (2 * h))
    return np.stack(columns, axis=1)
    ### END SOLUTION


def in_long_double(f, x, h=1e-5):
    """All steps at once, in extended precision."""
    h = np.longdouble(h)
    steps = np.eye(len(x), dtype=np.longdouble) * h
    return np.transpose([(f(x + step) - f(x - step)) / (2 * h) for step in steps]).astype(np.float64)


def row_by_row(f, x, h=1e-5):
    """One output after the other, on one number at a time."""
    rows = []
    for i in range(len(f(x))):
        row = []
        for j in range(x.size):
            moved = x.copy()
            moved[j] += h
            up = f(moved)[i]
            moved[j] = x[j] - h
            row.append((up - f(moved)[i]) / h / 2)
        rows.append(row)
    return np.array(rows)


def filled_in(f, x, h=1e-5):
    """Columns of a matrix that is there before."""
    J = np.zeros((f(x).size, x.size))
    for j, unit in enumerate(np.eye(x.size)):
        J[:, j] = 0.5 * (f(x + h * unit) - f(x - h * unit)) / h
    return J


def point(rng, size, h=None, **options):
    """Inputs of `call`: neighbours, and a point; near enough for the default h that rounding hardly shows."""
    kwargs = {"x": rng.uniform(0.5, 1.0, size)}
    if h is not None:
        kwargs = {"x": rng.uniform(0.5, 2.0, size) * rng.choice([-1, 1], size), "h": h}
    return {"args": [], "given": {"f": "neighbours"}, "kwargs": kwargs, "returns": ["J"], **options}


EXERCISE = Exercise(
    jacobian,
    points=3,
    ids=("GRD-01",),
    source="Jacobi 1841; torch.autograd.functional.jacobian",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=in_long_double,
    cases=(
        Case(
            "two outputs of three inputs",
            lambda rng: point(rng, 3, h=0.1),
            public=True,
            about="given.neighbours at 3 numbers, h = 0.1",
        ),
        Case("four outputs", lambda rng: point(rng, 5), public=True, about="given.neighbours at 5 numbers, h left out"),
        Case("a single output", lambda rng: point(rng, 2, h=0.05), public=True, about="given.neighbours at 2 numbers"),
        Case("seven outputs", lambda rng: point(rng, 8, h=0.02)),
        Case("an array that is not contiguous", lambda rng: point(rng, 4, h=0.05, layout="strided")),
    ),
    right=(
        Right("row by row", task=row_by_row),
        Right("a matrix that is filled in", task=filled_in),
        Right("transposed at the end", {"np.stack(columns, axis=1)": "np.array(columns).T"}),
    ),
    hint="Take a function of two inputs and three outputs, and write down the shape of J and its first column.",
    wrong=(
        Wrong(
            "inputs in rows",
            {"np.stack(columns, axis=1)": "np.array(columns)"},
            hint="Your numbers are right, and the matrix is turned. Rows belong to outputs, columns to inputs.",
        ),
        Wrong(
            "forward difference",
            {"(f(x + step) - f(x - step)) / (2 * h)": "(f(x + step) - f(x)) / h"},
            hint="With a wide step your slopes belong to a point on one side of x. Step to both sides.",
        ),
        Wrong(
            "divided by h instead of 2 h",
            {"(2 * h)": "h"},
            hint="Your slopes are twice too steep. How far apart are the two points?",
        ),
        Wrong(
            "outputs added up",
            {"(f(x + step) - f(x - step)) / (2 * h)": "(f(x + step) - f(x - step)).sum() / (2 * h) + 0 * f(x)"},
            hint="Each output has slopes of its own. Your rows are all the same: where do the outputs get mixed?",
        ),
        Wrong(
            "inputs stay moved",
            {
                "columns = []\n    for j in range(len(x)):\n        step = np.zeros(len(x))": (
                    "columns, step = [], np.zeros(len(x))\n    for j in range(len(x)):"
                )
            },
            hint="Your first column is right. What is left in the step when the second input's turn comes?",
        ),
        Wrong(
            "all inputs at once",
            {"step[j] = h": "step[:] = h"},
            hint="All your columns are the same. Only one input moves at a time.",
        ),
    ),
)
