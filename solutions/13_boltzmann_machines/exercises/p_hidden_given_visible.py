"""Probability of each hidden unit of a restricted Boltzmann machine, given the visible ones."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def p_hidden_given_visible(V, W, a):
    """Probability that each hidden unit is 1, given the visible units:

        p(h_j = 1 | v) = sigma(a_j + sum_i v_i W_ij),     sigma(z) = 1 / (1 + e^(-z))

    V: (N, D) floats, one visible vector per row. W: (D, F) weights. a: (F,) hidden biases. All are left unchanged.
    Sums of +-1000 may come: the result is 1 or nearly 0 then, never NaN.

    Returns (N, F) floats.
    """
    ### BEGIN SOLUTION
    z = V @ W + a
    tail = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))
    ### END SOLUTION


def unit_by_unit(V, W, a):
    """Unit by unit and row by row, the sigmoid by logaddexp."""
    V = np.asarray(V, float)
    on = np.stack([[sum(v[i] * W[i, j] for i in range(len(v))) + a[j] for j in range(len(a))] for v in V])
    return np.exp(-np.logaddexp(0, -on))


def by_tanh(V, W, a):
    """The sigmoid as a tanh of half the sum."""
    return 0.5 + 0.5 * np.tanh(0.5 * (np.dot(V, W) + a[None, :]))


def with_torch(V, W, a):
    """torch.sigmoid."""
    import torch

    V, W, a = (torch.tensor(np.array(x)) for x in (V, W, a))
    return torch.sigmoid(torch.nn.functional.linear(V, W.T, a)).numpy()


def visible(rng, n, d, f, dtype="float64", scale=1.0, **options):
    """Inputs of `call`: n visible vectors of bits, weights of size about 1, biases that are not 0."""
    V = (rng.random((n, d)) < 0.5).astype(float)
    V[:, 0], V[0, -1] = 1.0, 0.0
    W, a = scale * rng.normal(size=(d, f)), rng.uniform(0.5, 1.5, f)
    a[1::2] *= -1
    return {"args": [x.astype(dtype) for x in (V, W, a)], **options}


def far_out(rng, n, d, f):
    """Inputs of `call`: sums of about +1000 and -1000, and some of about 1."""
    drawn = visible(rng, n, d, f)
    drawn["args"][1][0, :2] = 1000.0, -1000.0
    return drawn


EXERCISE = Exercise(
    p_hidden_given_visible,
    points=2,
    ids=("RBM-02",),
    source="Hinton 2010, section 2, equation 7",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=unit_by_unit,
    cases=(
        Case(
            "two samples", lambda rng: visible(rng, 2, 3, 4), public=True, about="2 samples, 3 visible, 4 hidden units"
        ),
        Case(
            "five samples", lambda rng: visible(rng, 5, 6, 3), public=True, about="5 samples, 6 visible, 3 hidden units"
        ),
        Case("sums of a thousand", lambda rng: far_out(rng, 3, 4, 5), public=True, about="sums of +1000 and -1000"),
        Case("a single sample", lambda rng: visible(rng, 1, 5, 3)),
        Case("column-major", lambda rng: visible(rng, 5, 4, 3, layout="F")),
        Case("every other column", lambda rng: visible(rng, 4, 6, 5, layout="strided")),
        Case("float32", lambda rng: visible(rng, 4, 7, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("a tanh of half the sum", task=by_tanh),
        Right("torch's sigmoid", task=with_torch),
        Right(
            "by logaddexp",
            {"np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": "np.exp(-np.logaddexp(0, -z)).astype(z.dtype)"},
        ),
    ),
    hint="Take one visible unit that is on, with weight 2 and bias 1: sigma(3) is 0.953. Then make the weight -1000.",
    wrong=(
        Wrong(
            "the minus of the energy kept",
            {"z = V @ W + a": "z = -(V @ W + a)"},
            hint=(
                "You give the probability that a unit is 0.",
                "A low energy is likely: the minus of E and the minus of e^(-E) cancel.",
            ),
        ),
        Wrong("bias left out", {"V @ W + a": "V @ W"}, hint="A unit with no input still has its bias."),
        Wrong("bias subtracted", {"V @ W + a": "V @ W - a"}, hint="A positive bias should make its unit more likely."),
        Wrong(
            "softmax over the hidden units",
            {
                "tail = np.exp(-np.abs(z))\n    return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": (
                    "weights = np.exp(z - z.max(axis=1, keepdims=True))\n"
                    "    return weights / weights.sum(axis=1, keepdims=True)"
                )
            },
            hint="Your rows sum to 1. Hidden units do not compete: each one is on or off by itself.",
        ),
        Wrong(
            "exponential overflows",
            {"np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": "np.exp(z) / (1 + np.exp(z))"},
            hint="Small sums are right; at 1000 you divide infinity by infinity. Which form avoids that?",
        ),
        Wrong(
            "decisions in place of probabilities",
            {"np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": "np.where(z >= 0, 1.0, 0.0 * tail)"},
            hint="You return decisions. Sampling comes later; here the probability itself is asked for.",
        ),
        Wrong(
            "mean over the visible units",
            {"V @ W + a": "V @ W / V.shape[1] + a"},
            hint="Your units depend too little on what they see. The inputs are added up, not averaged.",
        ),
        Wrong(
            "tanh",
            {"np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": "np.sign(z) * (1 - tail**2) / (1 + tail**2)"},
            hint="Some of your probabilities are negative. Units here are 0 or 1, not -1 or 1.",
        ),
    ),
    survivors={
        (
            "return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail)) -> "
            "return np.where(z > 0, 1 / (1 + tail), tail / (1 + tail))"
        ): "where z is 0, both forms give 1/2",
    },
)
