"""Attention: a weighted mean of values, with weights that depend on a question."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def attention(Q, K, V, lengths):
    """Scaled dot-product attention over the first lengths[n] positions of each row:

        scores  = q k / root of d      for every query q and every key k of the row
        weights = softmax of the scores over the keys; keys of padding have weight 0 and count for nothing
        context = sum over the keys of weight times value

    Q: (N, A, d) floats, A queries per row. K: (N, B, d), B keys. V: (N, B, v), one value per key. lengths: (N,)
    integers from 1 to B; row n of K and V holds lengths[n] real positions, from the left. Scores of 1000 may come.
    All are left unchanged.

    Returns context (N, A, v), weights (N, A, B).
    """
    ### BEGIN SOLUTION
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2]).astype(Q.dtype)
    real = np.arange(K.shape[1]) < lengths[:, None]
    scores = np.where(real[:, None, :], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = weights / weights.sum(axis=2, keepdims=True)
    return weights @ V, weights
    ### END SOLUTION


def with_torch(Q, K, V, lengths):
    """torch.nn.functional.scaled_dot_product_attention with a mask; the weights by its softmax."""
    import torch

    Q, K, V, lengths = (torch.tensor(np.array(x)) for x in (Q, K, V, lengths))
    real = (torch.arange(K.shape[1]) < lengths[:, None])[:, None, :]
    context = torch.nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=real)
    scores = torch.einsum("nad,nbd->nab", Q, K) / Q.shape[2] ** 0.5
    return context.numpy(), torch.softmax(scores.masked_fill(~real, float("-inf")), dim=2).numpy()


def row_by_row(Q, K, V, lengths):
    """Each row cut at its length, and each query by itself."""
    weights = np.zeros((len(Q), Q.shape[1], K.shape[1]), Q.dtype)
    context = np.zeros((len(Q), Q.shape[1], V.shape[2]), Q.dtype)
    for n, length in enumerate(lengths):
        for a, q in enumerate(Q[n]):
            scores = np.array([q @ k for k in K[n, :length]]) / Q.shape[2] ** 0.5
            p = np.exp(scores - np.logaddexp.reduce(scores))
            weights[n, a, :length] = p
            context[n, a] = sum(share * value for share, value in zip(p, V[n]))
    return context, weights


def by_einsum(Q, K, V, lengths):
    """Einstein sums; queries are scaled before, and padding is multiplied away before the sum."""
    scores = np.einsum("nad,nbd->nab", Q / Q.dtype.type(Q.shape[-1] ** 0.5), K)
    real = (np.arange(K.shape[1])[None] < lengths[:, None]).astype(Q.dtype)[:, None]
    scores = scores - np.max(scores - (1 - real) * 1e30, axis=-1, keepdims=True)
    e = np.exp(np.minimum(scores, 0)) * real
    weights = e / e.sum(-1, keepdims=True)
    return np.einsum("nab,nbv->nav", weights, V), weights


def questions(rng, lengths, a, b, d, v, dtype="float64", scale=1.0, **options):
    """Inputs of `call`: scores of size about `scale`; behind the ends stand numbers as well."""
    n = len(lengths)
    Q, K = rng.uniform(0.5, 1.5, (n, a, d)) * rng.choice([-1, 1], (n, a, d)), rng.normal(size=(n, b, d))
    arrays = [x.astype(dtype) for x in (scale * Q, 1.5 * K, rng.normal(size=(n, b, v)))]
    return {"args": [*arrays, np.array(lengths)], "returns": ["context", "weights"], **options}


def thousands(rng, lengths, a, b, d, v):
    """Inputs of `call`: all scores of a query are near 1000 or near -1000, those of padding 1500 higher."""
    drawn = questions(rng, lengths, a, b, d, v)
    Q, K, _, ends = drawn["args"]
    Q[:, :, 0] = np.where(np.arange(a) % 2 == 0, 1000.0, -1000.0)
    K[:, :, 0] = np.sqrt(d)
    K[np.arange(b) >= ends[:, None], 0] *= 2.5
    return drawn


EXERCISE = Exercise(
    attention,
    points=4,
    ids=("SEQ-01",),
    source="Bahdanau, Cho & Bengio 2015; Vaswani et al. 2017, equation 1",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "no padding",
            lambda rng: questions(rng, [3, 3], 4, 3, 5, 2),
            public=True,
            about="2 rows, 4 queries, 3 keys of size 5, values of size 2",
        ),
        Case(
            "three lengths",
            lambda rng: questions(rng, [2, 4, 3], 3, 4, 2, 5),
            public=True,
            weight=2,
            about="3 rows, 3 queries, 4 keys of size 2, of which 2, 4 and 3 are real",
        ),
        Case(
            "scores of a thousand",
            lambda rng: thousands(rng, [4, 2, 3], 2, 5, 3, 4),
            public=True,
            about="scores around 1000 and -1000, those of padding larger",
        ),
        Case("one real key", lambda rng: questions(rng, [1, 1], 3, 4, 5, 2), weight=0.5),
        Case("one query", lambda rng: questions(rng, [5, 2, 3], 1, 6, 4, 3)),
        Case("column-major", lambda rng: questions(rng, [2, 4, 3], 5, 4, 3, 2, layout="F")),
        Case("every other column", lambda rng: questions(rng, [3, 1], 2, 4, 5, 3, layout="strided")),
        Case("float32", lambda rng: questions(rng, [2, 4, 3], 5, 4, 2, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("row by row", task=row_by_row),
        Right("Einstein sums", task=by_einsum),
        Right("axes swapped by name", {"K.transpose(0, 2, 1)": "np.swapaxes(K, 1, 2)"}),
    ),
    hint="Take one query, two keys with scores 0 and log 3, values 1 and 5: the context is 4.",
    wrong=(
        Wrong(
            "not scaled",
            {" / np.sqrt(Q.shape[2]).astype(Q.dtype)": ""},
            hint="Your weights are too sharp. A sum of d products grows with d.",
        ),
        Wrong(
            "divided by d",
            {"np.sqrt(Q.shape[2]).astype(Q.dtype)": "Q.shape[2]"},
            hint="Your weights are too flat. The spread of a sum of d products grows with the root of d.",
        ),
        Wrong(
            "scaled by the number of keys",
            {"np.sqrt(Q.shape[2])": "np.sqrt(K.shape[1])"},
            hint="You scale by the number of keys. Which size do query and key share?",
        ),
        Wrong(
            "padding not masked",
            {"np.where(real[:, None, :], scores, -np.inf)": "scores + 0 * real[:, None, :]"},
            hint="Without padding you are right. Keys behind the end of a row still have weights.",
        ),
        Wrong(
            "score 0 for padding",
            {"np.where(real[:, None, :], scores, -np.inf)": "np.where(real[:, None, :], scores, 0)"},
            hint="A score of 0 is no weight of 0: e^0 is 1.",
        ),
        Wrong(
            "masked after the softmax",
            {
                "    scores = np.where(real[:, None, :], scores, -np.inf)\n": "",
                "weights / weights.sum(axis=2, keepdims=True)": (
                    "real[:, None, :] * weights / weights.sum(axis=2, keepdims=True)"
                ),
            },
            hint="Padding has weight 0, but your weights no longer sum to 1: padding was in the sum.",
        ),
        Wrong(
            "softmax over the queries",
            {
                "weights.sum(axis=2, keepdims=True)": "weights.sum(axis=1, keepdims=True)",
                "np.where(real[:, None, :], scores, -np.inf)": "np.where(real[:, None, :], scores, -1e9)",
                "scores.max(axis=2, keepdims=True)": "scores.max(axis=1, keepdims=True)",
            },
            hint="Your weights of one key sum to 1. Each query should share out its attention over the keys.",
        ),
        Wrong(
            "no softmax",
            {
                "np.exp(scores - scores.max(axis=2, keepdims=True))": "np.where(real[:, None, :], scores, 0)",
                "weights = weights / weights.sum(axis=2, keepdims=True)": "weights = 1 * weights",
            },
            hint="Your weights may be negative. Which function makes shares of scores?",
        ),
        Wrong(
            "exponential overflows",
            {"np.exp(scores - scores.max(axis=2, keepdims=True))": "np.exp(scores)"},
            hint=(
                "Small scores are right; e^1000 does not fit into a float.",
                "What may you subtract from all scores of a query without changing the weights?",
            ),
        ),
        Wrong(
            "mean over the keys",
            {"return weights @ V, weights": "return weights @ V / lengths[:, None, None], weights"},
            hint="The weights are right, and they sum to 1 already.",
        ),
        Wrong(
            "largest weight takes all",
            {
                "return weights @ V, weights": (
                    "return np.take_along_axis(V, weights.argmax(axis=2)[:, :, None], axis=1), weights"
                )
            },
            hint="The weights are right. The context is a mean of all values, not the value of one key.",
        ),
        Wrong(
            "last key left out",
            {"< lengths[:, None]": "< np.maximum(lengths - 1, 1)[:, None]"},
            hint="A row with one real key is right. lengths[n] counts the real positions; the last one is real too.",
        ),
    ),
    survivors={
        (
            "scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2]).astype(Q.dtype) -> "
            "scores = Q @ K.transpose(0, 2, 1) / np.sqrt(K.shape[2]).astype(Q.dtype)"
        ): "queries and keys have the same size",
        (
            "scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2]).astype(Q.dtype) -> "
            "scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2]).astype(K.dtype)"
        ): "queries and keys have the same dtype",
        "real = np.arange(K.shape[1]) < lengths[:, None] -> real = np.arange(V.shape[1]) < lengths[:, None]": (
            "there is one value per key"
        ),
    },
)
