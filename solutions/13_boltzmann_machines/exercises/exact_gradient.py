"""Exact gradient of the negative log-likelihood of a restricted Boltzmann machine."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def exact_gradient(V, W, b, a):
    """Gradient of the loss L = -(1/N) sum_n log p(v_n), where p(v) = e^(-F(v)) / Z, by W, b and a:

        dL/dtheta = mean over the data of dF/dtheta  -  sum over all 2^D states v of p(v) dF(v)/dtheta

        dF/dW_ij = -v_i p(h_j = 1 | v)      dF/db_i = -v_i      dF/da_j = -p(h_j = 1 | v)

    This is the direction in which the loss *grows*: training subtracts it.

    V: (N, D) floats, the data, one vector of bits per row; D at most 12. W: (D, F) weights. b: (D,) visible biases.
    a: (F,) hidden biases. All are left unchanged. Free energies of +-1000 may come: the result is finite.

    Returns dW (D, F), db (D,), da (F,).
    """
    ### BEGIN SOLUTION
    N, D = V.shape
    states = ((np.arange(2**D)[:, None] >> np.arange(D)) & 1).astype(W.dtype)
    z = states @ W + a
    log_p = states @ b + np.logaddexp(0, z).sum(axis=1)
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    h_model = 0.5 * (1 + np.tanh(z / 2))
    h_data = 0.5 * (1 + np.tanh((V @ W + a) / 2))
    dW = (p[:, None] * states).T @ h_model - V.T @ h_data / N
    db = p @ states - V.mean(axis=0)
    da = p @ h_model - h_data.mean(axis=0)
    return dW, db, da
    ### END SOLUTION


def with_autograd(V, W, b, a):
    """torch's autograd of the mean free energy plus log Z."""
    import torch

    V, W, b, a = (torch.tensor(np.array(x)) for x in (V, W, b, a))
    for parameter in (W, b, a):
        parameter.requires_grad_(True)
    states = torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=W.dtype)] * len(b)).reshape(-1, len(b))

    def free(x):
        return -(x @ b) - torch.nn.functional.softplus(x @ W + a, threshold=50).sum(dim=1)

    loss = free(V).mean() + torch.logsumexp(-free(states), dim=0)
    return tuple(g.numpy() for g in torch.autograd.grad(loss, (W, b, a)))


def over_all_pairs(V, W, b, a):
    """Both expectations over pairs (v, h): of the data with their p(h | v), and of the joint distribution."""
    from itertools import product

    H = np.array(list(product([0.0, 1.0], repeat=W.shape[1])))
    states = np.array(list(product([0.0, 1.0], repeat=W.shape[0])))

    def joint(x):
        return (x @ W) @ H.T + (x @ b)[:, None] + H @ a

    log_data, log_model = joint(np.asarray(V, float)), joint(states)
    data = np.exp(log_data - np.logaddexp.reduce(log_data, axis=1, keepdims=True)) / len(V)
    model = np.exp(log_model - np.logaddexp.reduce(log_model, axis=None))
    dW = states.T @ model @ H - V.T @ data @ H
    return dW, model.sum(axis=1) @ states - V.mean(axis=0), model.sum(axis=0) @ H - data.sum(axis=0) @ H


def state_by_state(V, W, b, a):
    """Running sums over the states, one after the other; the largest exponent is found first."""
    from itertools import product

    states = [np.array(bits, float) for bits in product([0, 1], repeat=len(b))]
    logs = [v @ b + np.logaddexp(0, v @ W + a).sum() for v in states]
    highest, total = max(logs), 0.0
    sums = [np.zeros_like(W), np.zeros_like(b), np.zeros_like(a)]

    def statistics(v):
        h = np.exp(-np.logaddexp(0, -(v @ W + a)))
        return np.outer(v, h), v, h

    for v, log in zip(states, logs):
        weight = np.exp(log - highest)
        total += weight
        sums = [s + weight * one for s, one in zip(sums, statistics(v))]
    sums = [s / total for s in sums]
    for v in V:
        sums = [s - one / len(V) for s, one in zip(sums, statistics(v))]
    return tuple(s.astype(W.dtype) for s in sums)


def data(rng, n, d, f, dtype="float64", scale=1.0, **options):
    """Inputs of `call`: n vectors of bits in which every unit is on and off, weights of size about 1, biases."""
    V = (rng.random((n, d)) < 0.5).astype(float)
    if n > 1:
        V[0], V[1] = 1.0 - V[1], V[1]
    W, b, a = scale * rng.normal(size=(d, f)), scale * rng.uniform(0.4, 1.5, d), scale * rng.uniform(0.4, 1.5, f)
    b[::2] *= -1
    a[1::2] *= -1
    return {"args": [x.astype(dtype) for x in (V, W, b, a)], "returns": ["dW", "db", "da"], **options}


def far_out(rng, n, d, f):
    """Inputs of `call`: free energies of about -2000 for the states in which the first unit is on."""
    drawn = data(rng, n, d, f)
    drawn["args"][2][0] += 1000.0
    drawn["args"][3][0] += 1000.0
    return drawn


EXERCISE = Exercise(
    exact_gradient,
    points=6,
    ids=("RBM-06",),
    source="Hinton 2002, section 2; Hinton 2010, equation 5",
    family=families.FUNCTION,
    probe=probes.call,
    shares={"dW": 2},
    oracle=with_autograd,
    cases=(
        Case(
            "three visible units",
            lambda rng: data(rng, 2, 3, 2),
            public=True,
            about="2 samples, 3 visible, 2 hidden units",
        ),
        Case("five samples", lambda rng: data(rng, 5, 6, 4), public=True, about="5 samples, 6 visible, 4 hidden units"),
        Case(
            "more hidden units",
            lambda rng: data(rng, 3, 4, 7),
            public=True,
            about="3 samples, 4 visible, 7 hidden units",
        ),
        Case(
            "free energies of -2000",
            lambda rng: far_out(rng, 4, 5, 3),
            public=True,
            about="4 samples, 5 visible, 3 hidden units; Z itself is larger than any float",
        ),
        Case("a single sample", lambda rng: data(rng, 1, 5, 3)),
        Case("column-major", lambda rng: data(rng, 4, 5, 3, layout="F")),
        Case("every other column", lambda rng: data(rng, 3, 6, 4, layout="strided")),
        Case("float32", lambda rng: data(rng, 4, 3, 5, dtype="float32", scale=0.5), tolerance=FLOAT32),
    ),
    right=(
        Right("over all pairs of states", task=over_all_pairs),
        Right("state by state", task=state_by_state),
    ),
    hint=(
        "Compare with central differences of mean F + log Z on 3 visible and 2 hidden units, one array after the other."
    ),
    wrong=(
        Wrong(
            "direction of the likelihood",
            {
                "(p[:, None] * states).T @ h_model - V.T @ h_data / N": (
                    "V.T @ h_data / N - (p[:, None] * states).T @ h_model"
                ),
                "p @ states - V.mean(axis=0)": "V.mean(axis=0) - p @ states",
                "p @ h_model - h_data.mean(axis=0)": "h_data.mean(axis=0) - p @ h_model",
            },
            hint=(
                "Everything has the wrong sign: your direction makes the data more likely.",
                "Here the gradient of a loss is asked for. Training subtracts it.",
            ),
        ),
        Wrong(
            "data alone",
            {
                "(p[:, None] * states).T @ h_model - V.T": "-V.T",
                "p @ states - V": "-V",
                "p @ h_model - h_data": "-h_data",
            },
            hint="You lower the energy of the data alone. log Z depends on the parameters as well.",
        ),
        Wrong(
            "model alone",
            {" - V.T @ h_data / N": "", " - V.mean(axis=0)": "", " - h_data.mean(axis=0)": ""},
            hint="Your gradient does not depend on the data.",
        ),
        Wrong(
            "every state equally likely",
            {"p = np.exp(log_p - log_p.max())": "p = np.ones_like(log_p)"},
            hint="You take a plain mean over all states. Likely states count more: with which weight?",
        ),
        Wrong(
            "unlikely states weigh most",
            {"p = np.exp(log_p - log_p.max())": "p = np.exp(log_p.min() - log_p)"},
            hint="States of low free energy should weigh most: look at the sign of the exponent.",
        ),
        Wrong(
            "Z overflows",
            {"np.exp(log_p - log_p.max())": "np.exp(log_p)"},
            hint="Small machines are right. Where free energies are large, e^(-F) does not fit into a float.",
        ),
        Wrong(
            "weights of states without their hidden part",
            {"log_p = states @ b + np.logaddexp(0, z).sum(axis=1)": "log_p = states @ b"},
            hint="Your p(v) does not depend on W. It comes from the free energy, not from the visible biases alone.",
        ),
        Wrong(
            "summed over the data",
            {
                "V.T @ h_data / N": "V.T @ h_data",
                "V.mean(axis=0)": "V.sum(axis=0)",
                "h_data.mean(axis=0)": "h_data.sum(axis=0)",
            },
            hint="With a single sample you are right. The loss is a mean over the samples.",
        ),
        Wrong(
            "only W summed over the data",
            {"V.T @ h_data / N": "V.T @ h_data"},
            hint="The biases are right. The weights need the same mean over the samples.",
        ),
        Wrong(
            "only the biases summed over the data",
            {"V.mean(axis=0)": "V.sum(axis=0)", "h_data.mean(axis=0)": "h_data.sum(axis=0)"},
            hint="The weights are right. The biases need the same mean over the samples.",
        ),
        Wrong(
            "decisions in place of probabilities",
            {
                "h_model = 0.5 * (1 + np.tanh(z / 2))": "h_model = 1.0 * (z > 0)",
                "h_data = 0.5 * (1 + np.tanh((V @ W + a) / 2))": "h_data = 1.0 * (V @ W + a > 0)",
            },
            hint="You use 0 or 1 for the hidden units. An expectation needs their probability.",
        ),
        Wrong(
            "products of means",
            {
                "(p[:, None] * states).T @ h_model - V.T @ h_data / N": (
                    "np.outer(p @ states, p @ h_model) - np.outer(V.mean(axis=0), h_data.mean(axis=0))"
                )
            },
            hint=(
                "The biases are right. With a single sample even the part of the data is.",
                "The mean of a product is not the product of the means: multiply v and h of one state first.",
            ),
        ),
        Wrong(
            "state of zeros left out",
            {"np.arange(2**D)[": "np.arange(1, 2**D)["},
            hint="One state is missing from the sum over all states. Which one is easy to forget?",
        ),
        Wrong(
            "hidden biases left out",
            {"states @ W + a": "states @ W", "(V @ W + a)": "(V @ W)"},
            hint="What do the hidden biases do?",
        ),
        Wrong(
            "visible biases left out",
            {"states @ b + np": "np"},
            hint="What do the visible biases do? They are a part of p(v).",
        ),
    ),
    survivors={
        "log_p = states @ b + np.logaddexp(0, z).sum(axis=1) -> log_p = states @ b + np.logaddexp(z, 0).sum(axis=1)": (
            "logaddexp is symmetric"
        ),
        (
            "states = (np.arange(2 ** D)[:, None] >> np.arange(D) & 1).astype(W.dtype) -> "
            "states = (np.arange(2 ** D)[:, None] >> np.arange(D) & 1).astype(b.dtype)"
        ): "W and b have the same dtype",
        "p /= p.sum() -> p = p / p.sum()": "p is a new array that nothing else holds",
    },
)
