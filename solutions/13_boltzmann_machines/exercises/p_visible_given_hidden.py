"""Probability of each visible unit of a restricted Boltzmann machine, given the hidden ones."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def p_visible_given_hidden(H, W, b):
    """Probability that each visible unit is 1, given the hidden units:

        p(v_i = 1 | h) = sigma(b_i + sum_j W_ij h_j),     sigma(z) = 1 / (1 + e^(-z))

    H: (N, F) floats, one hidden vector per row. W: (D, F) weights, the same array as in `p_hidden_given_visible`.
    b: (D,) visible biases. All are left unchanged. Sums of +-1000 may come.

    Returns (N, D) floats.
    """
    ### BEGIN SOLUTION
    z = H @ W.T + b
    tail = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))
    ### END SOLUTION


def unit_by_unit(H, W, b):
    """One visible unit after the other, by logaddexp."""
    columns = []
    for i in range(len(b)):
        z = b[i] + sum(H[:, j] * W[i, j] for j in range(W.shape[1]))
        columns.append(np.exp(-np.logaddexp(0, -z)))
    return np.stack(columns, axis=1)


def by_tanh(H, W, b):
    """The sigmoid as a tanh, the product the other way round."""
    z = np.add(np.dot(W, H.T).T, b)
    return (np.tanh(z / 2) + 1) / 2


def with_torch(H, W, b):
    """torch.sigmoid of a linear layer: torch's weights are (outputs, inputs), and so is W here."""
    import torch

    H, W, b = (torch.tensor(np.array(x)) for x in (H, W, b))
    return torch.sigmoid(torch.nn.functional.linear(H, W, b)).numpy()


def hidden(rng, n, d, f, dtype="float64", **options):
    """Inputs of `call`: n hidden vectors of bits, weights of size about 1, biases that are not 0."""
    H = (rng.random((n, f)) < 0.5).astype(float)
    H[:, 0], H[0, -1] = 1.0, 0.0
    W, b = rng.normal(size=(d, f)), rng.uniform(0.5, 1.5, d)
    b[::2] *= -1
    return {"args": [x.astype(dtype) for x in (H, W, b)], **options}


def far_out(rng, n, d, f):
    """Inputs of `call`: sums of about +1000 and -1000, and some of about 1."""
    drawn = hidden(rng, n, d, f)
    drawn["args"][1][:2, 0] = 1000.0, -1000.0
    return drawn


EXERCISE = Exercise(
    p_visible_given_hidden,
    points=2,
    ids=("RBM-03",),
    source="Hinton 2010, section 2, equation 8",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=unit_by_unit,
    cases=(
        Case(
            "two samples", lambda rng: hidden(rng, 2, 3, 4), public=True, about="2 samples, 3 visible, 4 hidden units"
        ),
        Case(
            "five samples", lambda rng: hidden(rng, 5, 6, 3), public=True, about="5 samples, 6 visible, 3 hidden units"
        ),
        Case("sums of a thousand", lambda rng: far_out(rng, 3, 5, 4), public=True, about="sums of +1000 and -1000"),
        Case("a single sample", lambda rng: hidden(rng, 1, 3, 5)),
        Case("column-major", lambda rng: hidden(rng, 5, 4, 3, layout="F")),
        Case("every other column", lambda rng: hidden(rng, 4, 6, 5, layout="strided")),
        Case("float32", lambda rng: hidden(rng, 4, 7, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("a tanh of half the sum", task=by_tanh),
        Right("torch's linear layer", task=with_torch),
        Right("an Einstein sum", {"H @ W.T": 'np.einsum("nj,ij->ni", H, W)'}),
    ),
    hint="Take one hidden unit that is on and two visible units, with weights 2 and -1000 and biases of 1.",
    wrong=(
        Wrong(
            "the minus of the energy kept",
            {"z = H @ W.T + b": "z = -(H @ W.T + b)"},
            hint="You give the probability that a pixel is 0. A low energy is likely, so two minus signs cancel.",
        ),
        Wrong("bias left out", {"H @ W.T + b": "H @ W.T"}, hint="With no hidden unit on, a pixel still has its bias."),
        Wrong(
            "bias subtracted", {"H @ W.T + b": "H @ W.T - b"}, hint="A positive bias should make its pixel brighter."
        ),
        Wrong(
            "bias outside of the sigmoid",
            {
                "z = H @ W.T + b": "z = H @ W.T",
                "np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": (
                    "np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail)) + b"
                ),
            },
            hint="Some of your probabilities are below 0 or above 1. Where does the bias come in?",
        ),
        Wrong(
            "softmax over the pixels",
            {
                "tail = np.exp(-np.abs(z))\n    return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": (
                    "weights = np.exp(z - z.max(axis=1, keepdims=True))\n"
                    "    return weights / weights.sum(axis=1, keepdims=True)"
                )
            },
            hint="Your rows sum to 1. Given h, every pixel is on or off by itself.",
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
            "logits in place of probabilities",
            {"np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail))": "z"},
            hint="Your numbers are sums. What makes a probability of a sum?",
        ),
        Wrong(
            "weights read in the order of memory",
            {"H @ W.T": "H @ W.reshape(H.shape[1], -1)"},
            hint="The shape is right, the values are not: a reshape does not transpose.",
        ),
    ),
    survivors={
        (
            "return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail)) -> "
            "return np.where(z > 0, 1 / (1 + tail), tail / (1 + tail))"
        ): "where z is 0, both forms give 1/2",
    },
)
