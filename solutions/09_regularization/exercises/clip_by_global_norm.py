"""Clipping by the global norm: a step that is too long is shortened, and keeps its direction."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def clip_by_global_norm(grads, max_norm, eps=0.0):
    """The gradients, shortened together where their common norm is too large: (clipped, norm).

        norm    = root of the sum of all squares of all entries of all arrays
        clipped = grads * max_norm / (norm + eps)    where norm + eps > max_norm,  else the gradients as they are

    grads: list of float arrays of any shapes, left unchanged. clipped: a new list, of arrays with their shapes and
    dtypes. norm: a number, that *before* clipping, without eps. max_norm: a number above 0.
    eps: 0 in Pascanu's paper and in TensorFlow, 1e-6 in torch.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = 1.0
    if norm + eps > max_norm:
        scale = float(max_norm / (norm + eps))
    return [g * scale for g in grads], norm
    ### END SOLUTION


def as_one_vector(grads, max_norm, eps=0.0):
    """All gradients in one long vector, and cut up again."""
    flat = np.concatenate([g.ravel() for g in grads])
    norm = float(np.linalg.norm(flat.astype(float)))
    if norm + eps > max_norm:
        flat = (flat * (max_norm / (norm + eps))).astype(flat.dtype)
    ends = np.cumsum([g.size for g in grads])[:-1]
    return [part.reshape(g.shape) for part, g in zip(np.split(flat, ends), grads)], norm


def norm_of_norms(grads, max_norm, eps=0.0):
    """The norm of the arrays' norms; copies that are scaled in place."""
    norm = math.hypot(*(float(np.linalg.norm(g)) for g in grads))
    clipped = [g.copy() for g in grads]
    if norm > 0:
        for g in clipped:
            g *= min(1.0, max_norm / (norm + eps))
    return clipped, norm


def with_torch(grads, max_norm, eps=0.0):
    """torch: the vector norm of all tensors, and its clamp."""
    import torch

    tensors = [torch.tensor(np.array(g)) for g in grads]
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(t) for t in tensors]))
    scale = torch.clamp(max_norm / (norm + eps), max=1.0)
    return [(t * scale).numpy() for t in tensors], norm.item()


def gradients(rng, *shapes, share, eps=None, dtype="float64", **options):
    """Inputs of `clipping`: max_norm is a share of the norm; the arrays are of different scales."""
    grads = [s * rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape) for s, shape in zip((3, 1, 8), shapes)]
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in grads))
    kwargs = {} if eps is None else {"eps": eps}
    return {"grads": [g.astype(dtype) for g in grads], "args": [round(share * norm, 3)], "kwargs": kwargs, **options}


def known(rng, arrays, max_norm, **kwargs):
    """Whole numbers, times a power of two, so that norms stay exact."""
    k = 2.0 ** int(rng.integers(-2, 3))
    return {"grads": [k * np.array(a, dtype=float) for a in arrays], "args": [k * max_norm], "kwargs": kwargs}


EXERCISE = Exercise(
    clip_by_global_norm,
    points=3,
    ids=("REG-06",),
    source="Pascanu, Mikolov & Bengio 2013, algorithm 1; torch.nn.utils.clip_grad_norm_",
    family=families.NORMALIZATION,
    without={"eps missing": "'ignores the given eps' is the same: the default is 0"},
    probe="clipping",
    shares={"clipped": 3},
    oracle=with_torch,
    cases=(
        Case(
            "two arrays, too long",
            lambda rng: known(rng, [[6, 8], [24]], 7.0),
            public=True,
            about="[6, 8] and [24], times one factor: the norm is 26, max_norm 7",
        ),
        Case(
            "short enough",
            lambda rng: gradients(rng, (3,), (2, 2), share=1.5),
            public=True,
            about="the norm is below max_norm",
        ),
        Case(
            "three arrays",
            lambda rng: gradients(rng, (2, 3), (3,), (4,), share=0.4),
            public=True,
            weight=2,
            about="shapes (2, 3), (3,), (4,); the norm is above max_norm",
        ),
        Case(
            "torch's eps, only large",
            lambda rng: gradients(rng, (2, 3), (4,), share=0.6, eps=0.5),
            public=True,
            about="eps 0.5",
        ),
        Case(
            "the norm is max_norm",
            lambda rng: known(rng, [[3, 4], [[12, 0]]], 13.0, eps=0.25),
            public=True,
            weight=0.5,
            about="the norm is equal to max_norm, eps 0.25",
        ),
        Case(
            "zeros",
            lambda rng: {"grads": [np.zeros(3), np.zeros((2, 2))], "args": [float(rng.uniform(1, 2))], "kwargs": {}},
            public=True,
            weight=0.5,
            about="all gradients are 0",
        ),
        Case("one array", lambda rng: gradients(rng, (5, 2), share=0.1)),
    ),
    right=(
        Right("one long vector", task=as_one_vector),
        Right("norm of norms", task=norm_of_norms),
        Right(
            "smaller of one and the share",
            {"if norm + eps > max_norm:": "if norm > 0 and max_norm / (norm + eps) < 1:"},
        ),
    ),
    hint=(
        "Take two arrays, [6, 8] and [24], and compute the common norm and the factor by hand for a max_norm of 7 "
        "and of 100."
    ),
    wrong=(
        Wrong(
            "each array on its own",
            {
                "return [g * scale for g in grads], norm": (
                    "sizes = [float(np.sqrt(np.sum(g**2))) + eps for g in grads]\n"
                    "    return [g * (max_norm / s if s > max_norm else 1.0) for g, s in zip(grads, sizes)], norm"
                )
            },
            hint=(
                "Each array has its own factor, so the direction of the whole step changes.",
                "One norm over all arrays together gives one factor for all.",
            ),
        ),
        Wrong(
            "each entry on its own",
            {"[g * scale for g in grads]": "[np.clip(g, -max_norm, max_norm) for g in grads]"},
            hint="You limit single entries. That is clipping by value: it turns the direction of the step.",
        ),
        Wrong(
            "always scaled",
            {"if norm + eps > max_norm:": "if norm > 0:"},
            hint="A short gradient comes out longer than it was. Clipping only ever shortens.",
        ),
        Wrong(
            "scaled where it is short enough",
            {"if norm + eps > max_norm": "if 0 < norm + eps < max_norm"},
            hint="You stretch what is short, and leave alone what is too long.",
        ),
        Wrong(
            "root forgotten",
            {"np.sqrt(sum(np.sum(g**2) for g in grads))": "sum(np.sum(g**2) for g in grads)"},
            hint="That is the squared norm.",
        ),
        Wrong(
            "norms added up",
            {"np.sqrt(sum(np.sum(g**2) for g in grads))": "sum(np.sqrt(np.sum(g**2)) for g in grads)"},
            hint="With one array you are right. Norms of parts do not add up; their squares do.",
        ),
        Wrong(
            "the largest of the norms",
            {"np.sqrt(sum(np.sum(g**2) for g in grads))": "max(np.sqrt(np.sum(g**2)) for g in grads)"},
            hint="All arrays count, not only the one that is longest.",
        ),
        Wrong(
            "norm after clipping",
            {"for g in grads], norm": "for g in grads], norm * scale"},
            hint="The arrays are right. The number to return is the norm *before* clipping: it shows explosions.",
        ),
        Wrong(
            "factor upside down",
            {"float(max_norm / (norm + eps))": "float((norm + eps) / max_norm)"},
            hint="What is too long gets longer. Which of the two is the larger one?",
        ),
        Wrong(
            "divided by the norm alone",
            {"float(max_norm / (norm + eps))": "float(1 / (norm + eps))"},
            hint="Your clipped gradients have norm 1. Which norm should they have?",
        ),
        Wrong(
            "mean of the squares",
            {"np.sum(g**2) for": "np.mean(g**2) for"},
            hint="The norm adds up the squares of all entries; nothing is averaged.",
        ),
        Wrong(
            "eps in the returned norm",
            {"for g in grads], norm": "for g in grads], norm + eps"},
            hint="eps only guards the division. The norm itself is asked for.",
        ),
        Wrong(
            "set to zero where too long",
            {"float(max_norm / (norm + eps))": "0.0"},
            hint="Do not throw a long step away: shorten it to max_norm.",
        ),
    ),
    survivors={
        "if norm + eps > max_norm -> if norm + eps >= max_norm": "where they are equal the factor is 1",
        "scale = float(max_norm / (norm + eps)) -> scale = max_norm / (norm + eps)": (
            "a float64 result of float32 gradients is accepted"
        ),
    },
)
