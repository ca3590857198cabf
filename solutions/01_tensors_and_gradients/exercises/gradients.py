"""The gradients of several numbers at once: their sum's."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def gradients(f, xs, slopes, grad_y=None):
    """Gradients of an array of results, summed over the results, as tf.gradients gives them.

        gradient by x = sum over k of grad_y_k * dy_k/dx                y = f(*xs)

    f: takes the arrays of xs, in this order, and returns an array y of any shape. xs: list of float64 arrays of any
    shapes; left unchanged. slopes: `slopes(g, x)` is the gradient at x of a function g that takes one array and returns
    one number. grad_y: array of the shape of y, the weight of each result; None stands for ones.

    Returns a list with one array per x, of the shape of that x.
    """
    ### BEGIN SOLUTION
    found = []
    for i in range(len(xs)):

        def total(moved, i=i):
            y = f(*xs[:i], moved, *xs[i + 1 :])
            return np.sum(y if grad_y is None else grad_y * y)

        found.append(slopes(total, xs[i]))
    return found
    ### END SOLUTION


def with_autograd(f, xs, slopes, grad_y=None):
    """torch.autograd.grad."""
    import torch

    leaves = [torch.tensor(np.array(x), requires_grad=True) for x in xs]
    y = f(*leaves)
    weights = torch.ones_like(y) if grad_y is None else torch.tensor(np.array(grad_y))
    return [grad.numpy() for grad in torch.autograd.grad(y, leaves, weights)]


def result_by_result(f, xs, slopes, grad_y=None):
    """The gradient of every single result, weighted and added up."""
    y = f(*xs)
    weights = np.ones(y.shape) if grad_y is None else grad_y
    sums = [np.zeros(x.shape) for x in xs]
    for k in np.ndindex(y.shape):
        for i, x in enumerate(xs):
            arrays = list(xs)

            def one(moved, arrays=arrays, i=i, k=k):
                arrays[i] = moved
                return f(*arrays)[k]

            sums[i] += weights[k] * slopes(one, x)
    return sums


def in_one_vector(f, xs, slopes, grad_y=None):
    """All arrays in one long vector, cut apart again."""
    ends = np.cumsum([0, *(x.size for x in xs)])

    def apart(flat):
        return [flat[a:b].reshape(x.shape) for a, b, x in zip(ends, ends[1:], xs)]

    def total(flat):
        y = f(*apart(flat))
        return y.sum() if grad_y is None else np.vdot(grad_y, y)

    return apart(slopes(total, np.concatenate([x.ravel() for x in xs])))


def program(rng, samples, inputs, outputs, weighted=False, **options):
    """Inputs of `call`: the deck's program, squared errors of an affine map, with errors away from 0."""
    X, W, b = rng.normal(size=(samples, inputs)), rng.normal(size=(inputs, outputs)), rng.normal(size=(1, outputs))
    Y = X @ W + b + rng.uniform(0.5, 1.5, (samples, outputs)) * rng.choice([-1, 1], (samples, outputs))
    kwargs = {"xs": [X, W, b, Y]}
    if weighted:
        kwargs["grad_y"] = rng.uniform(1.5, 3.0, (samples, outputs))
    return {
        "args": [],
        "given": {"f": "square_affine", "slopes": "slopes"},
        "kwargs": kwargs,
        "items": "gradient",
        **options,
    }


EXERCISE = Exercise(
    gradients,
    points=4,
    ids=("GRD-01",),
    source="tf.gradients of TensorFlow 1; torch.autograd.grad",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case(
            "one sample",
            lambda rng: program(rng, 1, 2, 3),
            public=True,
            about="given.square_affine of X (1, 2), W (2, 3), b (1, 3), Y (1, 3)",
        ),
        Case(
            "weights",
            lambda rng: program(rng, 1, 3, 2, weighted=True),
            public=True,
            about="given.square_affine of X (1, 3), W (3, 2), b (1, 2), Y (1, 2), with grad_y",
        ),
        Case(
            "four samples",
            lambda rng: program(rng, 4, 2, 3, weighted=True),
            public=True,
            about="given.square_affine of 4 samples, with grad_y",
        ),
        Case("a single result", lambda rng: program(rng, 1, 4, 1)),
        Case("arrays that are not contiguous", lambda rng: program(rng, 3, 4, 2, weighted=True, layout="strided")),
    ),
    right=(
        Right("result by result", task=result_by_result),
        Right("in one long vector", task=in_one_vector),
    ),
    hint=(
        "Take one x and a result of two elements, and compute the sum of their gradients by hand. Then give them "
        "weights."
    ),
    wrong=(
        Wrong(
            "mean instead of sum",
            {"np.sum(": "np.mean("},
            hint="Your gradients shrink with the number of results. They are summed here, not averaged.",
        ),
        Wrong(
            "the first result alone",
            {"np.sum(y if grad_y is None else grad_y * y)": "np.ravel(y if grad_y is None else grad_y * y)[0]"},
            hint="W has slopes for all its columns. In your answer most of them are 0: where are the other results?",
        ),
        Wrong(
            "weights divided by their sum",
            {"grad_y * y": "grad_y * y / np.sum(grad_y)"},
            hint="This is a weighted mean. The weights are used as they are.",
        ),
        Wrong(
            "squares summed",
            {"np.sum(y if grad_y is None else grad_y * y)": "np.sum(y**2 if grad_y is None else grad_y * y**2)"},
            hint="The function squares its errors already. Here its results are only added up.",
        ),
        Wrong(
            "in the order of the way back",
            {"return found": "return found[::-1]"},
            hint="Your arrays are right and stand in the wrong order. One per x, in the order of xs.",
        ),
    ),
)
