"""Reshape, then transpose."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def reshape_then_transpose(x, rows):
    """Lay the elements of an array out in so many rows, then make the rows columns.

    x: array of two axes, left unchanged; its elements are read row by row. rows: how many rows they are laid out in;
    it divides the number of elements.

    Returns an array of two axes, (x.size // rows, rows).
    """
    ### BEGIN SOLUTION
    return x.reshape(rows, x.size // rows).T
    ### END SOLUTION


def one_by_one(x, rows):
    """Every element on its own."""
    columns = x.size // rows
    out = np.empty((columns, rows), dtype=x.dtype)
    for place, value in enumerate(v for row in x for v in row):
        out[place % columns, place // columns] = value
    return out


def with_torch(x, rows):
    """torch's reshape and t."""
    import torch

    return torch.tensor(np.array(x)).reshape(rows, -1).t().numpy()


def with_slices(x, rows):
    """Pieces of the flat array, side by side as columns."""
    return np.stack(np.split(x.ravel(), rows), axis=1)


def table(rng, height, width, rows, **options):
    """Inputs of `call`: a table of numbers and a number of rows."""
    return {"args": [rng.normal(size=(height, width)), rows], "returns": ["result"], **options}


EXERCISE = Exercise(
    reshape_then_transpose,
    points=1,
    ids=("FND-01",),
    source="numpy.reshape and numpy.transpose; the deck of session 3",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("four by three in two rows", lambda rng: table(rng, 4, 3, 2), public=True, about="(4, 3), rows=2"),
        Case("two by five in five rows", lambda rng: table(rng, 2, 5, 5), public=True, about="(2, 5), rows=5"),
        Case("the rows that it has", lambda rng: table(rng, 3, 4, 3)),
        Case("columns that are not contiguous", lambda rng: table(rng, 6, 4, 8, layout="F")),
        Case("every other column of a wider array", lambda rng: table(rng, 4, 9, 6, layout="strided")),
    ),
    right=(
        Right("element by element", task=one_by_one),
        Right("pieces as columns", task=with_slices),
        Right("columns left to NumPy", {"x.reshape(rows, x.size // rows).T": "np.reshape(x, (rows, -1)).transpose()"}),
    ),
    hint="Take the numbers 0 to 5 in an array of 2 x 3 with rows 3, and draw the array after each of the two moves.",
    wrong=(
        Wrong(
            "reshaped to the final shape at once",
            {"x.reshape(rows, x.size // rows).T": "x.reshape(x.size // rows, rows)"},
            hint=(
                "Your shape is right and the numbers are in other places.",
                "reshape keeps the order in which the elements are read. Which step changes that order?",
            ),
        ),
        Wrong(
            "never transposed",
            {"(rows, x.size // rows).T": "(rows, x.size // rows)"},
            hint="This is the table before its rows became columns.",
        ),
        Wrong(
            "read column by column",
            {"x.size // rows)": 'x.size // rows, order="F")'},
            hint="NumPy reads an array row by row unless told otherwise. Your elements were read down the columns.",
        ),
        Wrong(
            "so many columns instead of rows",
            {"rows, x.size // rows": "x.size // rows, rows"},
            hint="`rows` counts the rows of the first layout. In your first layout it counts the columns.",
        ),
    ),
)
