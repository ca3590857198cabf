"""Total and partial derivatives of a result that depends on an array in two ways."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def partial_gradients(f, g, a, slopes, stop_gradients=()):
    """Gradients of y = f(a, b) by a and by b, where b = g(a) is computed on the way.

    f: takes a and b, and returns an array y of any shape. g: takes a, and returns an array b of any shape. a: float64
    array, left unchanged. slopes: `slopes(h, x)` is the gradient at x of a function h that takes one array and returns
    one number. stop_gradients: names, "a" or "b" or both. While the gradient by something else is taken, an array that
    is named there keeps its value. Otherwise b follows when a moves.

    Returns a list of two arrays: the gradients of the sum of y by a and by b, of the shapes of a and b.
    """
    ### BEGIN SOLUTION
    b = g(a)
    by_b = slopes(lambda moved: np.sum(f(a, moved)), b)
    if "b" in stop_gradients:
        by_a = slopes(lambda moved: np.sum(f(moved, b)), a)
    else:
        by_a = slopes(lambda moved: np.sum(f(moved, g(moved))), a)
    return [by_a, by_b]
    ### END SOLUTION


def with_autograd(f, g, a, slopes, stop_gradients=()):
    """torch, where detaching stops a gradient."""
    import torch

    a = torch.tensor(np.array(a), requires_grad=True)
    b = g(a)
    if "b" in stop_gradients:
        b = b.detach().requires_grad_()
    return [grad.numpy() for grad in torch.autograd.grad(f(a, b).sum(), [a, b])]


def by_the_chain_rule(f, g, a, slopes, stop_gradients=()):
    """The partial derivative, and what flows through b if nothing stops it."""
    b = g(a)
    grad_b = slopes(lambda moved: f(a, moved).sum(), b)
    grad_a = slopes(lambda moved: f(moved, b).sum(), a)
    if "b" not in stop_gradients:
        grad_a = grad_a + slopes(lambda moved: (grad_b * g(moved)).sum(), a)
    return grad_a, grad_b


def with_a_helper(f, g, a, slopes, stop_gradients=()):
    """One program that either computes b anew or keeps it."""
    kept = g(a)

    def program(moved):
        return np.sum(f(moved, kept if "b" in stop_gradients else g(moved)))

    return [slopes(program, a), slopes(lambda b: np.sum(f(a, b)), kept)]


def way(rng, f, g, size, *stop, **options):
    """Inputs of `call`: a program in two steps, and a point away from 0."""
    kwargs = {"a": rng.uniform(0.5, 2.0, size) * rng.choice([-1, 1], size)}
    if stop:
        kwargs["stop_gradients"] = list(stop)
    return {
        "args": [],
        "given": {"f": f, "g": g, "slopes": "slopes"},
        "kwargs": kwargs,
        "returns": ["by a", "by b"],
        **options,
    }


EXERCISE = Exercise(
    partial_gradients,
    points=3,
    ids=("GRD-02",),
    source="tf.gradients of TensorFlow 1, stop_gradients; torch.Tensor.detach",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case(
            "b twice as large as a",
            lambda rng: way(rng, "product", "double", 2),
            public=True,
            about="y = given.product(a, b), b = given.double(a), a of 2 elements",
        ),
        Case(
            "both stopped",
            lambda rng: way(rng, "product", "double", 2, "a", "b"),
            public=True,
            about='the same with stop_gradients=("a", "b")',
        ),
        Case(
            "only a stopped",
            lambda rng: way(rng, "blend", "pair_sums", 4, "a"),
            public=True,
            about='y = given.blend(a, b), b = given.pair_sums(a), stop_gradients=("a",)',
        ),
        Case(
            "leaves",
            lambda rng: way(rng, "product", "leaf", 3),
            public=True,
            about="b = given.leaf(a) does not depend on a",
        ),
        Case(
            "only b stopped",
            lambda rng: way(rng, "blend", "pair_sums", 5, "b"),
            public=True,
            about='y = given.blend(a, b), b = given.pair_sums(a), stop_gradients=("b",)',
        ),
        Case("leaves, stopped", lambda rng: way(rng, "product", "leaf", 3, "b")),
        Case("an array that is not contiguous", lambda rng: way(rng, "blend", "pair_sums", 4, layout="strided")),
    ),
    right=(
        Right("by the chain rule", task=by_the_chain_rule),
        Right("with a helper", task=with_a_helper),
    ),
    hint=(
        "Take a = 2, b = a squared and y = a times b, and write down both gradients with nothing stopped, then "
        "with each of the two."
    ),
    wrong=(
        Wrong(
            "never stops",
            {'"b" in stop_gradients': '"b" in ()'},
            hint="Naming b changes nothing in your function. Whose value has to stay while a moves?",
        ),
        Wrong(
            "always stops",
            {'if "b" in stop_gradients': "if True"},
            hint="When a moves, b moves with it, unless it is stopped. That path is missing from your gradient by a.",
        ),
        Wrong(
            "stops when a is named",
            {'"b" in stop_gradients': '"a" in stop_gradients'},
            hint="Nothing lies behind a: stopping there changes nothing. Which array lies between a and y?",
        ),
        Wrong(
            "stops when anything is named",
            {'"b" in stop_gradients': "stop_gradients"},
            hint="You look at whether there are names. Look at which.",
        ),
        Wrong(
            "only the path through b",
            {"np.sum(f(moved, g(moved)))": "np.sum(f(a, g(moved)))"},
            hint="y depends on a in two ways, directly and through b. The direct one is missing.",
        ),
        Wrong(
            "the gradient at b stopped, too",
            {"return [by_a, by_b]": 'return [by_a, by_b * ("b" not in stop_gradients)]'},
            hint="A stop keeps the gradient from flowing on behind b. At b itself it is still there.",
        ),
    ),
)
