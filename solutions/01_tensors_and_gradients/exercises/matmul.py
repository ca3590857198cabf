"""The product of two matrices, by loops."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def matmul(A, B):
    """Product of two matrices, written with loops over single numbers.

        C_ij = sum over k of A_ik B_kj

    A: (N, K) floats. B: (K, M) floats. Both are left unchanged.

    Returns C: (N, M) floats.
    """
    ### BEGIN SOLUTION
    rows, inner = A.shape
    columns = B.shape[1]
    C = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for k in range(inner):
                C[i, j] += A[i, k] * B[k, j]
    return C
    ### END SOLUTION


def with_torch(A, B):
    """torch's product of matrices."""
    import torch

    return (torch.tensor(np.array(A)) @ torch.tensor(np.array(B))).numpy()


def by_columns(A, B):
    """Columns of A, weighted and added up."""
    C = np.zeros((len(A), len(B[0])))
    for k in range(len(B)):
        C += np.outer(A[:, k], B[k])
    return C


def with_lists(A, B):
    """Lists of dot products, without NumPy's own."""
    return np.array([[sum(a * b for a, b in zip(row, column)) for column in B.T] for row in A])


def pair(rng, rows, inner, columns, **options):
    """Inputs of `call`: two matrices with elements away from 0."""
    arrays = [rng.uniform(0.5, 2.0, shape) * rng.choice([-1, 1], shape) for shape in ((rows, inner), (inner, columns))]
    return {"args": arrays, "returns": ["C"], **options}


EXERCISE = Exercise(
    matmul,
    points=2,
    ids=("FND-01",),
    source="Binet 1812; numpy.matmul",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("two by two", lambda rng: pair(rng, 2, 2, 2), public=True, about="two matrices of 2 rows and 2 columns"),
        Case(
            "three sizes",
            lambda rng: pair(rng, 3, 2, 4),
            public=True,
            about="3 rows and 2 columns times 2 rows and 4 columns",
        ),
        Case(
            "a row times a column", lambda rng: pair(rng, 1, 5, 1), public=True, about="one row times one column of 5"
        ),
        Case("a column times a row", lambda rng: pair(rng, 4, 1, 3)),
        Case("arrays that are not contiguous", lambda rng: pair(rng, 3, 4, 2, layout="strided")),
    ),
    right=(
        Right("columns, weighted", task=by_columns),
        Right("lists of dot products", task=with_lists),
        Right(
            "NumPy's own product of a row and a column",
            {
                "for k in range(inner):\n                C[i, j] += A[i, k] * B[k, j]": "C[i, j] = A[i] @ B[:, j]",
            },
        ),
    ),
    hint="Take a matrix of 1 x 2 and one of 2 x 3, and compute the first two results by hand.",
    wrong=(
        Wrong(
            "only the last product",
            {"C[i, j] += A": "C[i, j] = A"},
            hint="Every k writes over what the k before left. An element of C is a sum over k.",
        ),
        Wrong(
            "the second matrix transposed",
            {"B[k, j]": "B[j, k]"},
            hint=(
                "This works for square matrices alone, and is wrong there too.",
                "An element of C belongs to a row of A and a column of B. Which index of B moves along a column?",
            ),
        ),
        Wrong(
            "the result transposed",
            {"np.zeros((rows, columns))": "np.zeros((columns, rows))", "C[i, j] +=": "C[j, i] +="},
            hint="Your numbers are right and lie in the wrong places. C has the rows of A and the columns of B.",
        ),
        Wrong(
            "the last product is missing",
            {"range(inner)": "range(inner - 1)"},
            hint="`range(K)` ends at K - 1 already. Is one product missing from each of your sums?",
        ),
        Wrong(
            "the mean of the products",
            {"A[i, k] * B[k, j]": "A[i, k] * B[k, j] / inner"},
            hint="Your numbers shrink with the number of products. Nothing is divided here.",
        ),
        Wrong(
            "a sum of sums",
            {"A[i, k] * B[k, j]": "(A[i, k] + B[k, j])"},
            hint="The two numbers that meet at k are multiplied; what is added up are the products.",
        ),
    ),
)
