"""Logarithm of the partition function of a restricted Boltzmann machine, by brute force."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def log_partition(W, b, a):
    """log Z, where Z is the sum of e^(-E(v, h)) over all states of all units, each 0 or 1:

        Z = sum over v and h of e^(-E(v, h)) = sum over v of e^(-F(v))

    W: (D, F) weights, D at most 12. b: (D,) visible biases. a: (F,) hidden biases. All are left unchanged.

    Returns the *logarithm*, a number. Free energies of +-1000 may come: the result is finite.
    """
    ### BEGIN SOLUTION
    D = len(b)
    V = ((np.arange(2**D)[:, None] >> np.arange(D)) & 1).astype(W.dtype)
    log_weights = V @ b + np.logaddexp(0, V @ W + a).sum(axis=1)
    top = log_weights.max()
    return top + np.log(np.exp(log_weights - top).sum())
    ### END SOLUTION


def over_all_hidden(W, b, a):
    """The other side: a sum over all hidden states, with the visible units summed out."""
    exponents = [(0.0, np.array(b, float))]
    for j in range(len(a)):
        exponents += [(e + a[j], z + W[:, j]) for e, z in exponents]
    logs = [e + sum(np.logaddexp(0, x) for x in z) for e, z in exponents]
    total = -np.inf
    for one in logs:
        total = np.logaddexp(total, one)
    return float(total)


def over_all_pairs(W, b, a):
    """Every pair of states, energy by energy; itertools makes the states."""
    from itertools import product

    V = np.array(list(product([0.0, 1.0], repeat=W.shape[0])))
    H = np.array(list(product([0.0, 1.0], repeat=W.shape[1])))
    energies = -(V @ W @ H.T) - (V @ b)[:, None] - H @ a
    return np.logaddexp.reduce(-energies, axis=None)


def with_torch(W, b, a):
    """torch's softplus and logsumexp."""
    import torch

    W, b, a = (torch.tensor(np.array(x)) for x in (W, b, a))
    V = torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=W.dtype)] * len(b)).reshape(-1, len(b))
    hidden = torch.nn.functional.softplus(V @ W + a, threshold=50).sum(dim=1)
    return torch.logsumexp(V @ b + hidden, dim=0).item()


def machine(rng, d, f, dtype="float64", scale=1.0, **options):
    """Inputs of `call`: weights of size about 1, biases of both signs."""
    W, b, a = rng.normal(size=(d, f)), rng.uniform(0.4, 1.5, d), rng.uniform(0.4, 1.5, f)
    b[::2] *= -1
    a[1::2] *= -1
    return {"args": [(scale * x).astype(dtype) for x in (W, b, a)], **options}


def far_out(rng, d, f, shift):
    """Inputs of `call`: visible biases that shift the free energies of all likely states by about +-1000."""
    drawn = machine(rng, d, f)
    drawn["args"][1][0] += shift
    drawn["args"][2][0] += shift
    return drawn


EXERCISE = Exercise(
    log_partition,
    points=4,
    ids=("RBM-05",),
    source="Hinton 2010, section 2, equation 3",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=over_all_hidden,
    cases=(
        Case("three visible units", lambda rng: machine(rng, 3, 2), public=True, about="3 visible, 2 hidden units"),
        Case("more hidden units", lambda rng: machine(rng, 4, 7), public=True, about="4 visible, 7 hidden units"),
        Case(
            "free energies of -2000",
            lambda rng: far_out(rng, 5, 3, 1000.0),
            public=True,
            about="5 visible, 3 hidden units; Z itself is larger than any float",
        ),
        Case("one visible unit", lambda rng: machine(rng, 1, 3)),
        Case("ten visible units", lambda rng: machine(rng, 10, 3, scale=0.5)),
        Case("column-major", lambda rng: machine(rng, 6, 4, layout="F")),
        Case("every other column", lambda rng: machine(rng, 5, 6, layout="strided")),
        Case("float32", lambda rng: machine(rng, 3, 4, dtype="float32", scale=0.4), tolerance=FLOAT32),
    ),
    right=(
        Right("over all pairs of states", task=over_all_pairs),
        Right("torch's logsumexp", task=with_torch),
        Right(
            "logaddexp instead of a shift",
            {"top + np.log(np.exp(log_weights - top).sum())": "np.logaddexp.reduce(log_weights)"},
        ),
    ),
    hint=(
        "Set all weights and biases to 0: log Z is (D + F) log 2. Then give a bias to one visible unit, "
        "then to one hidden one."
    ),
    wrong=(
        Wrong(
            "Z overflows",
            {"top + np.log(np.exp(log_weights - top).sum())": "np.log(np.exp(log_weights).sum())"},
            hint=(
                "Small machines are right. Where free energies are large, Z does not fit into a float.",
                "Take the largest term out of the sum before you use the exponential, and add it again at the end.",
            ),
        ),
        Wrong(
            "Z in place of its logarithm",
            {
                "top + np.log(np.exp(log_weights - top).sum())": (
                    "np.exp(np.minimum(np.logaddexp.reduce(log_weights), 700))"
                )
            },
            hint="You return Z. Return log Z, which is a number that fits.",
        ),
        Wrong(
            "shift not added back",
            {"top + np.log(": "np.log("},
            hint="You took the largest term out of the sum. Where does it come back?",
        ),
        Wrong(
            "e to the plus F",
            {"V @ b + np.logaddexp(0, V @ W + a).sum(axis=1)": "-V @ b - np.logaddexp(0, V @ W + a).sum(axis=1)"},
            hint="States of low free energy should weigh most: look at the sign of the exponent.",
        ),
        Wrong(
            "largest term alone",
            {"top + np.log(np.exp(log_weights - top).sum())": "top"},
            hint="That is the weight of the likeliest state alone. All the others belong to the sum.",
        ),
        Wrong(
            "mean over the states",
            {"np.exp(log_weights - top).sum()": "np.exp(log_weights - top).mean()"},
            hint="You are off by D log 2: Z is a sum over the states, not their mean.",
        ),
        Wrong(
            "hidden units at their best state",
            {"np.logaddexp(0, V @ W + a)": "np.maximum(0, V @ W + a)"},
            hint="For each v you count one hidden state, the best one. Z counts them all.",
        ),
        Wrong(
            "visible states alone",
            {" + np.logaddexp(0, V @ W + a).sum(axis=1)": ""},
            hint="Your Z does not depend on W. The sum goes over the states of the hidden units too.",
        ),
        Wrong("visible biases left out", {"V @ b + np": "np"}, hint="What do the visible biases do?"),
        Wrong("hidden biases left out", {"V @ W + a": "V @ W"}, hint="What do the hidden biases do?"),
        Wrong(
            "state of zeros left out",
            {"np.arange(2**D)": "np.arange(1, 2**D)"},
            hint="One state is missing from your sum. Which one is easy to forget?",
        ),
        Wrong(
            "one state too few at the end",
            {"np.arange(2**D)": "np.arange(2**D - 1)"},
            hint="One state is missing from your sum. Is the state of ones in it?",
        ),
        Wrong(
            "one unit on at a time",
            {"((np.arange(2**D)[:, None] >> np.arange(D)) & 1)": "np.eye(D)"},
            hint="You have D states. Each unit is on or off by itself: how many states are there?",
        ),
        Wrong(
            "units of -1 and 1",
            {"& 1).astype(W.dtype)": "& 1).astype(W.dtype) * 2 - 1"},
            hint="Your visible units are -1 or 1. In this lab they are 0 or 1.",
        ),
    ),
    survivors={
        (
            "V = (np.arange(2 ** D)[:, None] >> np.arange(D) & 1).astype(W.dtype) -> "
            "V = (np.arange(2 ** D)[:, None] >> np.arange(D) & 1).astype(b.dtype)"
        ): "W and b have the same dtype",
        (
            "log_weights = V @ b + np.logaddexp(0, V @ W + a).sum(axis=1) -> "
            "log_weights = V @ b + np.logaddexp(V @ W + a, 0).sum(axis=1)"
        ): "logaddexp is symmetric",
    },
)
