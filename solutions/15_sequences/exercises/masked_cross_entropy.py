"""Cross entropy over the tokens of a batch of sequences, with padding left out."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def masked_cross_entropy(logits, targets, pad=0):
    """Mean cross entropy over the tokens of a batch, and its gradient; cells whose target is pad do not count:

        loss = sum of -log p(target) over all cells with target != pad, / number of these cells

    where p is the softmax over axis 2.

    logits: (N, T, V) floats; 1000 may come. targets: (N, T) integers from 0 to V - 1; one at least is not pad.
    Both are left unchanged.

    Returns loss, a number, and dlogits (N, T, V), the gradient of loss, which is 0 in cells of padding.
    """
    ### BEGIN SOLUTION
    real = targets != pad
    z = logits - logits.max(axis=2, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    n, t = np.nonzero(real)
    loss = -log_p[n, t, targets[n, t]].mean()
    dlogits = np.exp(log_p)
    dlogits[n, t, targets[n, t]] -= 1
    dlogits *= real[:, :, None]
    dlogits /= len(n)
    return loss, dlogits
    ### END SOLUTION


def with_torch(logits, targets, pad=0):
    """torch.nn.functional.cross_entropy with its ignore_index."""
    import torch

    leaf = torch.tensor(np.array(logits), requires_grad=True)
    flat = leaf.reshape(-1, leaf.shape[2])
    loss = torch.nn.functional.cross_entropy(flat, torch.tensor(np.array(targets)).reshape(-1), ignore_index=pad)
    loss.backward()
    return loss.item(), leaf.grad.numpy()


def token_by_token(logits, targets, pad=0):
    """Two loops over the cells."""
    count = sum(token != pad for row in targets for token in row)
    loss, dlogits = 0.0, np.zeros_like(logits)
    for n, row in enumerate(targets):
        for t, token in enumerate(row):
            if token == pad:
                continue
            log_z = np.logaddexp.reduce(logits[n, t])
            loss += (log_z - logits[n, t, token]) / count
            dlogits[n, t] = np.exp(logits[n, t] - log_z) / count
            dlogits[n, t, token] -= 1 / count
    return loss, dlogits


def one_hot(logits, targets, pad=0):
    """Weights of the cells and one-hot rows in place of indices."""
    weight = (targets != pad).astype(logits.dtype)
    weight /= weight.sum()
    hot = np.eye(logits.shape[2], dtype=logits.dtype)[targets]
    p = np.exp(logits - logits.max(axis=2, keepdims=True))
    p /= p.sum(axis=2, keepdims=True)
    highest = logits.max(axis=2)
    log_z = highest + np.log(np.exp(logits - highest[:, :, None]).sum(axis=2))
    return (weight * (log_z - (hot * logits).sum(axis=2))).sum(), weight[:, :, None] * (p - hot)


def only_the_tokens(logits, targets, pad=0):
    """The tokens alone as a matrix of rows, put back at the end."""
    keep = np.flatnonzero(targets.ravel() != pad)
    rows, wanted = logits.reshape(-1, logits.shape[2])[keep], targets.ravel()[keep]
    log_p = rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)
    p = np.exp(log_p)
    p[np.arange(len(keep)), wanted] -= 1
    dlogits = np.zeros((targets.size, logits.shape[2]), logits.dtype)
    dlogits[keep] = p / len(keep)
    return -np.mean(np.take_along_axis(log_p, wanted[:, None], 1)), dlogits.reshape(logits.shape)


def batch(rng, lengths, width, v, pad=0, dtype="float64", scale=1.5, **options):
    """Inputs of `call`: random logits, targets that are never pad up to each row's length, and pad behind."""
    logits = scale * rng.normal(size=(len(lengths), width, v))
    tokens = (pad + rng.integers(1, v, logits.shape[:2])) % v
    targets = np.where(np.arange(width) < np.array(lengths)[:, None], tokens, pad)
    kwargs = {"pad": pad} if pad else {}
    drawn = {"args": [logits.astype(dtype), targets], "kwargs": kwargs, "returns": ["loss", "dlogits"]}
    return {**drawn, **options}


def thousands(rng, lengths, width, v):
    """Inputs of `call`: in every step, the logit of one kind is 1000 higher and that of another 1000 lower."""
    drawn = batch(rng, lengths, width, v)
    drawn["args"][0][:, :, 0] += 1000.0
    drawn["args"][0][:, :, -1] -= 1000.0
    return drawn


EXERCISE = Exercise(
    masked_cross_entropy,
    points=5,
    ids=("SEQ-01",),
    source="torch.nn.functional.cross_entropy with ignore_index",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "no padding", lambda rng: batch(rng, [3, 3], 3, 5), public=True, about="2 rows of 3 tokens, 5 kinds of them"
        ),
        Case(
            "three lengths",
            lambda rng: batch(rng, [2, 4, 3], 4, 6),
            public=True,
            weight=2,
            about="rows of 2, 4 and 3 tokens, 6 kinds of them",
        ),
        Case(
            "another token for padding",
            lambda rng: batch(rng, [5, 1], 5, 4, pad=2),
            public=True,
            about="pad=2; rows of 5 and 1 tokens, 4 kinds of them",
        ),
        Case(
            "logits of a thousand",
            lambda rng: thousands(rng, [3, 2], 4, 5),
            public=True,
            about="logits around 1000 and -1000",
        ),
        Case("a row of padding alone", lambda rng: batch(rng, [2, 0, 3], 5, 4)),
        Case("column-major", lambda rng: batch(rng, [2, 4, 3], 4, 5, layout="F")),
        Case("every other column", lambda rng: batch(rng, [1, 3], 4, 6, layout="strided")),
        Case("float32", lambda rng: batch(rng, [3, 1, 2], 4, 5, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("token by token", task=token_by_token),
        Right("one-hot rows", task=one_hot),
        Right("only the tokens", task=only_the_tokens),
    ),
    hint="Take losses 1, 2, 3 in one row, 4 and two cells of padding in the other: the mean is 2.5.",
    wrong=(
        Wrong(
            "mean over all cells",
            {
                ".mean()\n": ".sum() / targets.size\n",
                "dlogits /= len(n)": "dlogits /= targets.size",
            },
            hint=(
                "Without padding you are right. Which number do you divide by?",
                "Divide by the number of tokens, not by the number of cells: else padding makes the loss smaller.",
            ),
        ),
        Wrong(
            "mean of the rows' means",
            {
                "-log_p[n, t, targets[n, t]].mean()": (
                    "-(log_p[n, t, targets[n, t]] / real.sum(axis=1)[n]).sum() / real.any(axis=1).sum()"
                ),
                "dlogits /= len(n)": (
                    "dlogits /= np.maximum(real.sum(axis=1), 1)[:, None, None] * real.any(axis=1).sum()"
                ),
            },
            hint="Without padding you are right. A token of a short row should count as much as one of a long row.",
        ),
        Wrong(
            "sum for each row",
            {".mean()\n": ".sum() / len(targets)\n", "dlogits /= len(n)": "dlogits /= len(targets)"},
            hint="You divide by the number of rows. It is a mean over tokens.",
        ),
        Wrong(
            "sum over the tokens",
            {".mean()\n": ".sum()\n", "    dlogits /= len(n)\n": ""},
            hint="Both are too large by the number of tokens.",
        ),
        Wrong(
            "padding counts like a token",
            {"real = targets != pad": "real = targets == targets"},
            hint="Without padding you are right. Cells whose target is pad should not count.",
        ),
        Wrong(
            "only padding counts",
            {"real = targets != pad": "real = (targets == pad) | (pad not in targets)"},
            hint="Your mask is the wrong way round: you count what should be left out.",
        ),
        Wrong(
            "padding left out of the loss alone",
            {"    dlogits *= real[:, :, None]\n": ""},
            hint="The loss is right. What is the gradient in a cell that does not count?",
        ),
        Wrong(
            "gradient not divided",
            {"    dlogits /= len(n)\n": ""},
            hint="The loss is right. The gradient is too large by the number of tokens.",
        ),
        Wrong(
            "gradient divided by all cells",
            {"dlogits /= len(n)": "dlogits /= targets.size"},
            hint="The loss is right. Divide the gradient by the same number as the loss.",
        ),
        Wrong(
            "gradient is p alone",
            {"    dlogits[n, t, targets[n, t]] -= 1\n": ""},
            hint="The loss is right. Your gradient does not look at the targets.",
        ),
        Wrong(
            "exponential overflows",
            {"z = logits - logits.max(axis=2, keepdims=True)": "z = logits"},
            hint=(
                "Small logits are right; e^1000 does not fit into a float.",
                "What may you subtract from all logits of a cell without changing the probabilities?",
            ),
        ),
        Wrong(
            "softmax over time",
            {
                "logits.max(axis=2, keepdims=True)": "logits.max(axis=1, keepdims=True)",
                "np.exp(z).sum(axis=2, keepdims=True)": "np.exp(z).sum(axis=1, keepdims=True)",
            },
            hint="Your probabilities sum to 1 over the steps. Which axis holds the kinds of tokens?",
        ),
        Wrong(
            "logarithm to the base 2",
            {".mean()\n": ".mean() / np.log(2)\n"},
            hint="The gradient is right. Which logarithm is it?",
        ),
    ),
    survivors={
        "dlogits *= real[:, :, None] -> dlogits = dlogits * real[:, :, None]": "the array is the answer's own",
        "dlogits /= len(n) -> dlogits = dlogits / len(n)": "the array is the answer's own",
        "dlogits /= len(n) -> dlogits /= len(t)": "both have one entry per token",
    },
)
