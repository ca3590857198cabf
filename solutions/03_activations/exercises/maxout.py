"""Maxout: several linear pieces, and the largest wins."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Maxout:
    """A layer of maxout units: each gives the largest of K linear functions of its input.

        z[k]  = x @ W[k] + b[k]              k = 0 ... K-1
        y     = max over k of z[k]

    On the way back a unit's gradient goes to the piece that won, and to no other; where several pieces are equal,
    the first of them has won. With dz[k] = dout where piece k won, else 0:

        dW[k] = x^T @ dz[k]        db[k] = sum of dz[k] over the batch        dx = sum over k of dz[k] @ W[k]^T

    W: (K, D, M) weights. b: (K, M) biases. Both are kept as they are.
    dW, db: the gradients, shaped like W and b; made by `backward`, anew each time.
    """

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        """y: (N, M). x: (N, D), left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        z = x @ self.W + self.b[:, None]
        self.x, self.winner = x, z.argmax(axis=0)
        return z.max(axis=0)
        ### END SOLUTION

    def backward(self, dout):
        """dx: (N, D), at the x of the latest `forward`; also sets `dW` and `db`. dout: (N, M), left unchanged."""
        ### BEGIN SOLUTION
        pieces = np.arange(len(self.W))[:, None, None]
        dz = np.where(pieces == self.winner, dout, 0)
        self.dW = self.x.T @ dz
        self.db = dz.sum(axis=1)
        return (dz @ self.W.transpose(0, 2, 1)).sum(axis=0)
        ### END SOLUTION


class PieceByPiece:
    """A loop over the pieces that keeps the best so far; einsum on the way back."""

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x.copy()
        best = x @ self.W[0] + self.b[0]
        self.masks = [np.ones(best.shape, bool)]
        for weights, bias in zip(self.W[1:], self.b[1:]):
            z = x @ weights + bias
            better = z > best
            best = np.where(better, z, best)
            self.masks = [mask & ~better for mask in self.masks] + [better]
        return best

    def backward(self, dout):
        dz = np.stack([mask * dout for mask in self.masks])
        self.dW = np.einsum("nd,knm->kdm", self.x, dz)
        self.db = np.einsum("knm->km", dz)
        return np.einsum("knm,kdm->nd", dz, self.W)


def batch(rng, *batches, pieces=3, features=4, units=2, whole=False, **options):
    """Passes with normal weights and biases; whole: everything is a small whole number, so that pieces are equal."""
    sizes = (pieces, features, units), (pieces, units)
    dtype = options.get("dtype", "float64")
    W, b = (rng.integers(-1, 2, s) if whole else rng.normal(size=s) for s in sizes)
    return inputs.layer_passes(
        rng,
        *[(n, features) for n in batches],
        out=lambda shape: (shape[0], units),
        watch=["dW", "db"] if options.get("backward", True) else [],
        values=(-1, 0, 1) if whole else (),
        W=W.astype(dtype),
        b=b.astype(dtype),
        **options,
    )


def by_einsum(torch, x, W, b):
    """The units by einsum; torch's max over an axis sends the gradient to one index, the first on a CPU."""
    return (torch.einsum("nd,kdm->knm", x, W) + b[:, None]).max(dim=0).values


EXERCISE = Exercise(
    Maxout,
    points=4,
    ids=("ACT-07",),
    source="Goodfellow et al. 2013, Maxout networks, eq. 2",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(by_einsum, "W", "b"),
    cases=(
        Case(
            "forward alone, two pieces",
            lambda rng: batch(rng, 10, pieces=2, features=3, scale=10, backward=False),
            public=True,
            about="x (10, 3), W (2, 3, 2)",
        ),
        Case(
            "two pieces",
            lambda rng: batch(rng, 10, pieces=2, features=3, scale=10),
            public=True,
            weight=2,
            about="x (10, 3), W (2, 3, 2)",
        ),
        Case(
            "three pieces",
            lambda rng: batch(rng, 5, units=3),
            public=True,
            weight=2,
            about="x (5, 4), W (3, 4, 3)",
        ),
        Case(
            "three passes, one of them empty",
            lambda rng: batch(rng, 3, 0, 1, pieces=4),
            public=True,
            about="forward and backward three times: 3 samples, none, one; W (4, 4, 2)",
        ),
        Case(
            "pieces that are equal",
            lambda rng: batch(rng, 16, units=4, whole=True),
            public=True,
            weight=0.5,
            about="whole numbers, so that pieces tie",
        ),
        Case("column-major", lambda rng: batch(rng, 6, features=3, units=5, layout="F")),
        Case("every other column", lambda rng: batch(rng, 6, units=3, layout="strided")),
        Case("float32", lambda rng: batch(rng, 6, units=3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("piece by piece", task=PieceByPiece),
        Right(
            "einsum",
            {"x @ self.W + self.b[:, None]": 'np.einsum("nd,kdm->knm", x, self.W) + self.b[:, None]'},
        ),
    ),
    hint=(
        "Take one unit with two pieces and one sample, and follow the piece that wins: forward, then into dW, db "
        "and dx."
    ),
    wrong=(
        Wrong(
            "every piece gets the gradient",
            {"np.where(pieces == self.winner, dout, 0)": "np.where(pieces >= 0, dout, 0)"},
            hint=(
                "Your gradients hold more than the winners'.",
                "A piece that lost did not reach the output. What is its gradient?",
            ),
        ),
        Wrong(
            "sum of the pieces",
            {"z.max(axis=0)": "z.sum(axis=0)"},
            hint="The pieces compete; they are not added.",
        ),
        Wrong(
            "mean of the pieces",
            {"z.max(axis=0)": "z.mean(axis=0)"},
            hint="The pieces compete; they are not averaged.",
        ),
        Wrong(
            "smallest piece",
            {"z.argmax(axis=0)": "z.argmin(axis=0)", "z.max(axis=0)": "z.min(axis=0)"},
            hint="Look at the name of the layer: which of the pieces wins?",
        ),
        Wrong(
            "bias added after the contest",
            {"x @ self.W + self.b[:, None]": "x @ self.W", "z.max(axis=0)": "z.max(axis=0) + self.b.max(axis=0)"},
            hint="Each piece has a bias of its own, and competes with it.",
        ),
        Wrong(
            "no bias",
            {"x @ self.W + self.b[:, None]": "x @ self.W"},
            hint="With x = 0 your outputs are all 0. What should they be?",
        ),
        Wrong(
            "db averaged over the batch",
            {"dz.sum(axis=1)": "dz.mean(axis=1) if len(dout) else dz.sum(axis=1)"},
            hint="dL/dy already holds whatever averaging the loss does. Every sample of the batch adds its share.",
        ),
        Wrong(
            "dW averaged over the batch",
            {"self.x.T @ dz": "self.x.T @ dz / max(1, len(dout))"},
            hint="dL/dy already holds whatever averaging the loss does. Every sample of the batch adds its share.",
        ),
        Wrong(
            "dx of the first piece alone",
            {"(dz @ self.W.transpose(0, 2, 1)).sum(axis=0)": "(dz @ self.W.transpose(0, 2, 1))[0]"},
            hint="The input is seen by all pieces. Through which of them does it reach the output?",
        ),
        Wrong(
            "last piece wins a tie",
            {"z.argmax(axis=0)": "len(z) - 1 - z[::-1].argmax(axis=0)"},
            hint="You differ only where pieces are equal: the first of them has won, by the convention in the text.",
        ),
        Wrong(
            "all pieces of a tie win",
            {
                "self.x, self.winner = x, z.argmax(axis=0)": "self.x, self.won = x, z == z.max(axis=0)",
                "pieces == self.winner": "self.won",
            },
            hint=(
                "You differ only where pieces are equal: there the gradient is counted more than once.",
                "By the convention in the text only the first of them has won.",
            ),
        ),
        Wrong(
            "gradients added up over passes",
            {
                "self.dW = self.x.T": "self.dW = getattr(self, 'dW', 0) + self.x.T",
                "self.db = dz": "self.db = getattr(self, 'db', 0) + dz",
            },
            hint="The first gradients are right, the second hold the first as well. When do they start at 0?",
        ),
        Wrong(
            "dW and db averaged over the batch",
            {
                "self.x.T @ dz": "self.x.T @ dz / max(1, len(dout))",
                "dz.sum(axis=1)": "dz.sum(axis=1) / max(1, len(dout))",
            },
            hint="dx is right. dW and db are sums over the samples: dout holds any averaging already.",
        ),
        Wrong(
            "dW and db never set",
            {"self.dW = self.x.T @ dz\n        self.db = dz.sum(axis=1)\n": "pass\n"},
            hint="backward gives dx. The gradients of W and b are still to be made: self.dW and self.db.",
        ),
        Wrong(
            "db never set",
            {"self.db = dz": "db = dz"},
            hint="backward gives dx and dW. The gradient of b is still to be made: self.db.",
        ),
        Wrong(
            "dx of all pieces",
            {"(dz @ self.W.transpose(0, 2, 1)).sum(axis=0)": "(dout @ self.W.transpose(0, 2, 1)).sum(axis=0)"},
            hint="dW and db are right. dx goes through the winning piece alone.",
        ),
    ),
)
