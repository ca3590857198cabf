"""Contrastive divergence: a short chain from the data in place of the model's expectation."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def contrastive_divergence(V0, W, b, a, u_h, u_v):
    """Direction of CD-k for the three parameters of a restricted Boltzmann machine; training *adds* it.

    Start from the data V0 with p0 = p(h = 1 | V0). Then do this k times, with t = 0, ..., k - 1:

        sample h from p(h = 1 | v) with the uniforms u_h[t],  1 where u < p, else 0
        sample v from p(v = 1 | h) with the uniforms u_v[t],  1 where u < p, else 0

    With the last v as Vk, and pk = p(h = 1 | Vk), which is *not* sampled:

        dW = (V0^T p0 - Vk^T pk) / N      db = mean over the batch of V0 - Vk      da = mean over the batch of p0 - pk

    V0: (N, D) floats, the data. W: (D, F) weights. b: (D,) visible biases. a: (F,) hidden biases. u_h: (k, N, F) and
    u_v: (k, N, D), uniform numbers from 0 to 1; k is at least 1. All are left unchanged, V0 as well.

    Returns dW (D, F), db (D,), da (F,).
    """
    ### BEGIN SOLUTION
    N = len(V0)
    p0 = p = 0.5 * (1 + np.tanh((V0 @ W + a) / 2))
    for t in range(len(u_h)):
        h = (u_h[t] < p).astype(W.dtype)
        q = 0.5 * (1 + np.tanh((h @ W.T + b) / 2))
        v = (u_v[t] < q).astype(W.dtype)
        p = 0.5 * (1 + np.tanh((v @ W + a) / 2))
    dW = (V0.T @ p0 - v.T @ p) / N
    return dW, (V0 - v).mean(axis=0), (p0 - p).mean(axis=0)
    ### END SOLUTION


def from_free_energies(V0, W, b, a, u_h, u_v):
    """The chain by torch, and the direction as minus the gradient of mean F(V0) - mean F(Vk), Vk held still."""
    import torch

    V0, W, b, a, u_h, u_v = (torch.tensor(np.array(x)) for x in (V0, W, b, a, u_h, u_v))
    for parameter in (W, b, a):
        parameter.requires_grad_(True)
    v = V0
    with torch.no_grad():
        for one, other in zip(u_h, u_v):
            h = (one < torch.sigmoid(v @ W + a)).to(W.dtype)
            v = (other < torch.sigmoid(h @ W.T + b)).to(W.dtype)

    def free(x):
        return -(x @ b) - torch.nn.functional.softplus(x @ W + a, threshold=50).sum(dim=1)

    loss = free(V0).mean() - free(v).mean()
    return tuple(-g.numpy() for g in torch.autograd.grad(loss, (W, b, a)))


def sample_by_sample(V0, W, b, a, u_h, u_v):
    """One chain per sample, unit by unit."""
    n, k = len(V0), len(u_h)
    dW, db, da = np.zeros_like(W), np.zeros_like(b), np.zeros_like(a)

    def sigmoid(z):
        return np.exp(-np.logaddexp(0, -z))

    for i in range(n):
        start = sigmoid(V0[i] @ W + a)
        v, p = np.array(V0[i]), start
        for t in range(k):
            h = np.array([1.0 if u < chance else 0.0 for u, chance in zip(u_h[t, i], p)])
            q = sigmoid(np.array([W[d] @ h + b[d] for d in range(len(b))]))
            v = np.array([1.0 if u < chance else 0.0 for u, chance in zip(u_v[t, i], q)])
            p = sigmoid(v @ W + a)
        dW += (np.outer(V0[i], start) - np.outer(v, p)) / n
        db += (V0[i] - v) / n
        da += (start - p) / n
    return dW, db, da


def with_where(V0, W, b, a, u_h, u_v):
    """np.where for the samples, an Einstein sum for the products, the loop over both arrays of uniforms."""
    v, k = V0.copy(), u_h.shape[0]
    for t in range(k):
        h = np.where(u_h[t] < 1 / (1 + np.exp(-(v @ W + a))), 1.0, 0.0)
        v = np.where(u_v[t] < 1 / (1 + np.exp(-(h @ W.T + b))), 1.0, 0.0)
    first, last = (1 / (1 + np.exp(-(x @ W + a))) for x in (V0, v))
    products = np.einsum("ni,nj->ij", V0, first) - np.einsum("ni,nj->ij", v, last)
    results = (
        products / len(V0),
        np.mean(V0, axis=0) - np.mean(v, axis=0),
        np.mean(first, axis=0) - np.mean(last, axis=0),
    )
    return tuple(x.astype(W.dtype) for x in results)


def data(rng, n, d, f, k, dtype="float64", scale=1.5, **options):
    """Inputs of `call`: bits, weights of size about `scale`, biases that are not 0, and uniforms for k steps."""
    V = (rng.random((n, d)) < 0.5).astype(float)
    W, b, a = scale * rng.normal(size=(d, f)), rng.uniform(0.3, 1.0, d), rng.uniform(0.3, 1.0, f)
    b[::2] *= -1
    a[1::2] *= -1
    arrays = (V, W, b, a, rng.random((k, n, f)), rng.random((k, n, d)))
    return {"args": [x.astype(dtype) for x in arrays], "returns": ["dW", "db", "da"], **options}


def quarters(rng, n, d, f, k, uniforms, dtype="float64"):
    """Inputs of `call` whose sums are multiples of 1/4, exactly; the uniforms are drawn from a few numbers."""
    V = (rng.random((n, d)) < 0.5).astype(float)
    W, b, a = (rng.integers(-6, 7, shape) / 4 for shape in ((d, f), d, f))
    W[0], b[0] = 0.0, 0.0
    arrays = (V, W, b, a, rng.choice(uniforms, (k, n, f)), rng.choice(uniforms, (k, n, d)))
    return {"args": [x.astype(dtype) for x in arrays], "returns": ["dW", "db", "da"]}


_TIE = "all uniforms are 1/2, and so are some probabilities: a tie gives 0"

EXERCISE = Exercise(
    contrastive_divergence,
    points=6,
    ids=("RBM-07",),
    source="Hinton 2002; Hinton 2010, section 3",
    family=families.FUNCTION,
    probe=probes.call,
    shares={"dW": 2},
    oracle=from_free_energies,
    cases=(
        Case(
            "one step",
            lambda rng: data(rng, 7, 5, 4, 1),
            public=True,
            about="CD-1: 7 samples, 5 visible, 4 hidden units",
        ),
        Case(
            "three steps",
            lambda rng: data(rng, 40, 6, 4, 3),
            public=True,
            weight=2,
            about="CD-3: 40 samples, 6 visible, 4 hidden units",
        ),
        Case(
            "more hidden units",
            lambda rng: data(rng, 40, 5, 7, 2),
            public=True,
            about="CD-2: 40 samples, 5 visible, 7 hidden",
        ),
        Case("ties", lambda rng: quarters(rng, 50, 6, 5, 1, [0.5]), public=True, weight=0.5, about=_TIE),
        Case("one sample", lambda rng: data(rng, 1, 48, 32, 2, scale=0.3), weight=0.5),
        Case("column-major", lambda rng: data(rng, 40, 6, 5, 2, layout="F")),
        Case("every other column", lambda rng: data(rng, 40, 5, 6, 3, layout="strided")),
        Case(
            "float32",
            lambda rng: quarters(rng, 50, 7, 5, 3, [0.2, 0.4, 0.6, 0.8], dtype="float32"),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("sample by sample", task=sample_by_sample),
        Right("with where", task=with_where),
        Right("comparison the other way round", {"u_h[t] < p": "p > u_h[t]", "u_v[t] < q": "q > u_v[t]"}),
    ),
    hint="Do the example of the text by hand. Then print h, v and p of every step for two samples and k = 2.",
    wrong=(
        Wrong(
            "direction of descent",
            {
                "(V0.T @ p0 - v.T @ p) / N": "(v.T @ p - V0.T @ p0) / N",
                "(V0 - v).mean(axis=0)": "(v - V0).mean(axis=0)",
                "(p0 - p).mean(axis=0)": "(p - p0).mean(axis=0)",
            },
            hint="Everything has the wrong sign. This direction is added: the data come first, minus the chain.",
        ),
        Wrong(
            "summed over the batch",
            {
                "(V0.T @ p0 - v.T @ p) / N": "(V0.T @ p0 - v.T @ p)",
                "(V0 - v).mean(axis=0)": "(V0 - v).sum(axis=0)",
                "(p0 - p).mean(axis=0)": "(p0 - p).sum(axis=0)",
            },
            hint="All three are too large by the number of samples.",
        ),
        Wrong(
            "W summed, biases averaged",
            {"(V0.T @ p0 - v.T @ p) / N": "(V0.T @ p0 - v.T @ p)"},
            hint="The biases are right. A matrix product over the batch is a sum, and a mean is asked for.",
        ),
        Wrong(
            "W averaged, biases summed",
            {"(V0 - v).mean(axis=0)": "(V0 - v).sum(axis=0)", "(p0 - p).mean(axis=0)": "(p0 - p).sum(axis=0)"},
            hint="The weights are right. The biases need the mean over the batch as well.",
        ),
        Wrong(
            "hidden units from before the last v",
            {"dW = (V0.T @ p0": "p = h\n    dW = (V0.T @ p0"},
            hint="Your last hidden units are those that Vk was made from. Ask once more, now that Vk is there.",
        ),
        Wrong(
            "last hidden units sampled",
            {"dW = (V0.T @ p0": "p = (u_h[-1] < p).astype(W.dtype)\n    dW = (V0.T @ p0"},
            hint="The last hidden units only go into the statistics. A sample there is noise for nothing.",
        ),
        Wrong(
            "first hidden units sampled in the statistics",
            {
                "p0 = p = 0.5 * (1 + np.tanh((V0 @ W + a) / 2))": (
                    "p = 0.5 * (1 + np.tanh((V0 @ W + a) / 2))\n    p0 = (u_h[0] < p).astype(W.dtype)"
                )
            },
            hint="Samples drive the chain. In the statistics of the data stand the probabilities.",
        ),
        Wrong(
            "visible units are not sampled",
            {"v = (u_v[t] < q).astype(W.dtype)": "v = q"},
            hint="Your reconstruction is made of probabilities. Here v is sampled in every step, also in the last.",
        ),
        Wrong(
            "hidden units are not sampled",
            {"h = (u_h[t] < p).astype(W.dtype)": "h = p"},
            hint="Your chain is driven by probabilities: they carry more information than one bit per unit. Sample h.",
        ),
        Wrong(
            "sampled in the first step alone",
            {"h = (u_h[t] < p).astype(W.dtype)": "h = (u_h[t] < p).astype(W.dtype) if t == 0 else p"},
            hint="One step is right, more are not. The hidden units are sampled in every step.",
        ),
        Wrong(
            "threshold in place of a sample",
            {"u_h[t] < p": "0.5 < p", "u_v[t] < q": "0.5 < q"},
            hint="Your chain is the same for all uniforms. A unit of probability 0.9 is off in one draw of ten.",
        ),
        Wrong(
            "on where u is above p",
            {"u_h[t] < p": "u_h[t] > p", "u_v[t] < q": "u_v[t] > q"},
            hint="Your units are on with probability 1 - p. A uniform number is below p with which probability?",
        ),
        Wrong(
            "one step too few",
            {"range(len(u_h))": "range(len(u_h) - 1)"},
            hint="How often is v sampled? There are k uniforms for it.",
        ),
        Wrong(
            "the same uniforms in every step",
            {"u_h[t] <": "u_h[0] <", "u_v[t] <": "u_v[0] <"},
            hint="One step is right, more are not. Every step has uniforms of its own.",
        ),
        Wrong(
            "every step starts from the data",
            {"h = (u_h[t] < p)": "h = (u_h[t] < p0)"},
            hint="One step is right. The second step goes on from where the first one ended.",
        ),
        Wrong(
            "a tie fires",
            {"u_h[t] < p": "u_h[t] <= p", "u_v[t] < q": "u_v[t] <= q"},
            hint="You differ only where u is equal to p: by the convention in the text, that gives 0.",
        ),
        Wrong(
            "data taken for the chain's v",
            {"v.T @ p) / N": "V0.T @ p) / N"},
            hint="The biases are right. Which v belongs to the last hidden units?",
        ),
        Wrong(
            "visible biases left out",
            {"h @ W.T + b": "h @ W.T"},
            hint="What do the visible biases do in the reconstruction?",
        ),
        Wrong(
            "hidden biases left out",
            {"V0 @ W + a": "V0 @ W", "v @ W + a": "v @ W"},
            hint="What do the hidden biases do?",
        ),
    ),
    survivors={
        "for t in range(len(u_h)) -> for t in range(len(u_v))": "both hold the uniforms of k steps",
        "h = (u_h[t] < p).astype(W.dtype) -> h = (u_h[t] < p).astype(b.dtype)": "W and b have the same dtype",
        "v = (u_v[t] < q).astype(W.dtype) -> v = (u_v[t] < q).astype(b.dtype)": "W and b have the same dtype",
    },
)
