"""Autoencoder with tied weights: through a narrow code and back."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


class Autoencoder:
    """An autoencoder with one layer of code units and tied weights: the decoder uses the encoder's matrix, transposed.

        h     = sigma(x W + c)            the code
        x_hat = sigma(h W^T + b)          the reconstruction            sigma(z) = 1 / (1 + e^(-z))

    W: (D, F) weights, used twice. c: (F,) biases of the code. b: (D,) biases of the reconstruction. All three are kept
    as they are.
    h: (N, F), the code of the latest `forward`, which sets it.
    dW, dc, db: the gradients, shaped like W, c and b; made by `backward`, anew each time.
    """

    def __init__(self, W, c, b):
        self.W, self.c, self.b = W, c, b

    def forward(self, x):
        """x_hat: (N, D); also sets `h`. x: (N, D), left unchanged; keep what `backward` needs.

        Sums of +-1000 may come into sigma: every number stays finite.
        """
        ### BEGIN SOLUTION
        self.x = x
        self.h = 0.5 * (1 + np.tanh((x @ self.W + self.c) / 2))
        self.x_hat = 0.5 * (1 + np.tanh((self.h @ self.W.T + self.b) / 2))
        return self.x_hat
        ### END SOLUTION

    def backward(self, dout):
        """dx: (N, D), through the network, for the latest `forward`; also sets `dW`, `dc` and `db`.

        dout: dL/dx_hat, (N, D), left unchanged. It holds any factor 1/N of the loss already. What else the loss does
        with x, as its target, is no part of dx.
        """
        ### BEGIN SOLUTION
        dz = dout * self.x_hat * (1 - self.x_hat)
        da = (dz @ self.W) * self.h * (1 - self.h)
        self.dW = self.x.T @ da + dz.T @ self.h
        self.dc = da.sum(axis=0)
        self.db = dz.sum(axis=0)
        return da @ self.W.T
        ### END SOLUTION


class TorchAutoencoder:
    """Both layers by torch, with one matrix; autograd adds the two halves of its gradient."""

    def __init__(self, W, c, b):
        self.W, self.c, self.b = W, c, b

    def forward(self, x):
        import torch

        self.leaves = [torch.tensor(np.array(a), requires_grad=True) for a in (x, self.W, self.c, self.b)]
        x, W, c, b = self.leaves
        h = torch.sigmoid(torch.nn.functional.linear(x, W.T, c))
        self.out = torch.sigmoid(torch.nn.functional.linear(h, W, b))
        self.h = h.detach().numpy().copy()
        return self.out.detach().numpy().copy()

    def backward(self, dout):
        import torch

        grads = torch.autograd.grad(self.out, self.leaves, torch.tensor(np.array(dout)))
        dx, self.dW, self.dc, self.db = (g.numpy().copy() for g in grads)
        return dx


class TwoLayers:
    """An encoder and a decoder with matrices of their own; the gradient of W is put together in the end."""

    def __init__(self, W, c, b):
        self.W, self.c, self.b = W, c, b

    @staticmethod
    def sigmoid(z):
        return np.exp(-np.logaddexp(0, -z))

    def forward(self, x):
        self.inputs, self.outputs = [], []
        for weights, bias in ((self.W, self.c), (self.W.T, self.b)):
            self.inputs.append(x)
            x = self.sigmoid(x @ weights + bias)
            self.outputs.append(x)
        self.h = self.outputs[0]
        return x.copy()

    def backward(self, dout):
        found = []
        for x, y, weights in zip(self.inputs[::-1], self.outputs[::-1], (self.W.T, self.W)):
            dz = dout * (y - y**2)
            found.append((np.einsum("ni,nj->ij", x, dz), dz.sum(axis=0)))
            dout = dz @ weights.T
        (decoder, self.db), (encoder, self.dc) = found
        self.dW = encoder + decoder.T
        return dout


class SampleBySample:
    """One image after the other, with outer products."""

    def __init__(self, W, c, b):
        self.W, self.c, self.b = W, c, b

    def forward(self, x):
        self.x = x.copy()
        self.h, self.y = np.zeros((len(x), len(self.c)), x.dtype), np.zeros_like(x)
        for n, image in enumerate(x):
            z = self.W.T @ image + self.c
            e = np.exp(-abs(z))
            self.h[n] = np.where(z >= 0, 1, e) / (1 + e)
            z = self.W @ self.h[n] + self.b
            e = np.exp(-abs(z))
            self.y[n] = np.where(z >= 0, 1, e) / (1 + e)
        return self.y

    def backward(self, dout):
        self.dW, self.dc, self.db = np.zeros_like(self.W), np.zeros_like(self.c), np.zeros_like(self.b)
        dx = np.zeros_like(self.x)
        for n, d in enumerate(dout):
            d_out = d * self.y[n] * (1 - self.y[n])
            d_code = self.W.T @ d_out * self.h[n] * (1 - self.h[n])
            self.dW += np.outer(d_out, self.h[n]) + np.outer(self.x[n], d_code)
            self.db += d_out
            self.dc += d_code
            dx[n] = self.W @ d_code
        return dx


def batch(rng, *batches, d=5, f=3, size=0.8, **options):
    """Passes with weights of both signs that are not small, and biases that are not 0."""
    dtype = options.get("dtype", "float64")
    W = size * rng.uniform(0.5, 1.5, (d, f)) * rng.choice([-1.0, 1.0], (d, f))
    c, b = rng.uniform(0.3, 0.9, f), rng.uniform(0.3, 0.9, d)
    c[::2] *= -1
    b[1::2] *= -1
    return inputs.layer_passes(
        rng,
        *[(n, d) for n in batches],
        watch=["h", "dW", "dc", "db"] if options.get("backward", True) else ["h"],
        W=W.astype(dtype),
        c=c.astype(dtype),
        b=b.astype(dtype),
        **options,
    )


def saturated(rng, n, **sizes):
    """A pass in which one image turns every code unit fully on or off, and so does another."""
    drawn = batch(rng, n, **sizes)
    drawn["xs"][0][:2, 0] = 2000.0, -2000.0
    return drawn


_OUT = "0.5 * (1 + np.tanh((self.h @ self.W.T + self.b) / 2))"
_CODE = "0.5 * (1 + np.tanh((x @ self.W + self.c) / 2))"
_GRADIENT = "self.x.T @ da + dz.T @ self.h"

EXERCISE = Exercise(
    Autoencoder,
    points=6,
    ids=("AE-01",),
    source="Rumelhart, Hinton & Williams 1986; Vincent et al. 2010, section 2.2 (tied weights)",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=TorchAutoencoder,
    cases=(
        Case(
            "forward alone",
            lambda rng: batch(rng, 3, d=4, f=2, backward=False),
            public=True,
            about="3 images of 4 pixels, 2 code units",
        ),
        Case(
            "forward and backward",
            lambda rng: batch(rng, 5),
            public=True,
            weight=2,
            about="5 images of 5 pixels, 3 code units",
        ),
        Case(
            "a code wider than the image",
            lambda rng: batch(rng, 4, d=3, f=6),
            public=True,
            about="4 images of 3 pixels, 6 code units",
        ),
        Case(
            "three passes, one of them empty",
            lambda rng: batch(rng, 3, 0, 1, d=4, f=3),
            public=True,
            about="forward and backward three times: 3 images, none, one",
        ),
        Case(
            "saturated units",
            lambda rng: saturated(rng, 6, d=4, f=3),
            public=True,
            weight=0.5,
            about="6 images of 4 pixels; one pixel is 2000, one -2000",
        ),
        Case("column-major", lambda rng: batch(rng, 6, d=3, f=5, layout="F")),
        Case("every other column", lambda rng: batch(rng, 4, d=6, f=3, layout="strided")),
        Case("float32", lambda rng: batch(rng, 5, d=4, f=3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("two layers in a loop", task=TwoLayers),
        Right("image by image", task=SampleBySample),
        Right("one product for dW", {_GRADIENT: "np.concatenate([self.x, dz]).T @ np.concatenate([da, self.h])"}),
    ),
    hint=(
        "Take one image of two pixels and one code unit. Follow forward by hand, then backward: which two paths lead "
        "from W to x_hat? Compare each gradient with central differences of the sum of dout * x_hat."
    ),
    wrong=(
        Wrong(
            "decoder's half of dW alone",
            {_GRADIENT: "dz.T @ self.h"},
            hint="dc and db are right. W is used twice; your dW knows of its second use only.",
        ),
        Wrong(
            "encoder's half of dW alone",
            {_GRADIENT: "self.x.T @ da"},
            hint="dc and db are right. W is used twice; your dW knows of its first use only.",
        ),
        Wrong(
            "mean of both halves of dW",
            {_GRADIENT: "0.5 * (self.x.T @ da + dz.T @ self.h)"},
            hint="dW is too small. Where a variable is used twice, the gradients of both uses are added.",
        ),
        Wrong(
            "decoder's half of dW reshaped",
            {_GRADIENT: "self.x.T @ da + (self.h.T @ dz).reshape(self.W.shape)"},
            hint="Your two halves have different layouts. `reshape` gives the shape of a transpose, and other numbers.",
        ),
        Wrong(
            "decoder reshapes W",
            {"self.h @ self.W.T": "self.h @ self.W.reshape(self.W.shape[::-1])"},
            hint="The code is right. `reshape` gives the shape of W^T, and other numbers.",
        ),
        Wrong(
            "no sigmoid at the output",
            {_OUT: "self.h @ self.W.T + self.b", "dout * self.x_hat * (1 - self.x_hat)": "dout"},
            hint="The code is right. Pixels are numbers from 0 to 1: what keeps the reconstruction there?",
        ),
        Wrong(
            "no sigmoid in the code",
            {_CODE: "x @ self.W + self.c", " * self.h * (1 - self.h)": ""},
            hint="Your code is linear. What belongs around x W + c?",
        ),
        Wrong(
            "output's derivative left out",
            {"dz = dout * self.x_hat * (1 - self.x_hat)": "dz = dout"},
            hint=(
                "Forward is right. On its way back the gradient first meets the sigmoid of the output.",
                "With cross entropy and this sigmoid together that factor cancels. Here dout is dL/dx_hat, no more.",
            ),
        ),
        Wrong(
            "code's derivative left out",
            {" * self.h * (1 - self.h)": ""},
            hint="Forward and db are right. What does the sigmoid of the code do to a gradient?",
        ),
        Wrong(
            "sigmoid taken twice in the code's derivative",
            {
                "da = (dz @ self.W) * self.h * (1 - self.h)": (
                    "s = 0.5 * (1 + np.tanh(self.h / 2))\n        da = (dz @ self.W) * s * (1 - s)"
                )
            },
            hint="h is sigma(z) already. Its derivative by z is written in h alone.",
        ),
        Wrong(
            "derivative of tanh in the code",
            {"self.h * (1 - self.h)": "(1 - self.h**2)"},
            hint="1 - h^2 belongs to tanh. The sigmoid has another derivative.",
        ),
        Wrong(
            "derivative of tanh at the output",
            {"self.x_hat * (1 - self.x_hat)": "(1 - self.x_hat**2)"},
            hint="1 - y^2 belongs to tanh. The sigmoid has another derivative.",
        ),
        Wrong(
            "code's bias left out",
            {"x @ self.W + self.c": "x @ self.W"},
            hint="With x = 0 your code is 0.5 everywhere. What should it depend on?",
        ),
        Wrong(
            "reconstruction's bias left out",
            {"self.h @ self.W.T + self.b": "self.h @ self.W.T"},
            hint="The code is right. The reconstruction has a bias of its own.",
        ),
        Wrong(
            "sigmoid overflows",
            {_CODE: "np.exp(x @ self.W + self.c) / (1 + np.exp(x @ self.W + self.c))"},
            hint="Small numbers are right. For large ones e^z overflows, and a quotient of two infinities is NaN.",
        ),
        Wrong(
            "gradients averaged over the batch",
            {
                _GRADIENT: "(self.x.T @ da + dz.T @ self.h) / max(1, len(dout))",
                "da.sum(axis=0)": "da.sum(axis=0) / max(1, len(dout))",
                "dz.sum(axis=0)": "dz.sum(axis=0) / max(1, len(dout))",
            },
            hint="dx is right. dout holds the 1/N of the loss already: the images' shares are added.",
        ),
        Wrong(
            "biases averaged over the batch",
            {
                "da.sum(axis=0)": "da.sum(axis=0) / max(1, len(dout))",
                "dz.sum(axis=0)": "dz.sum(axis=0) / max(1, len(dout))",
            },
            hint="dW is right. The biases' gradients are sums over the images as well.",
        ),
        Wrong(
            "target's share in dx",
            {"return da @ self.W.T": "return da @ self.W.T - dout"},
            hint="dx holds more than what came through the network. What the loss does with its target is not asked.",
        ),
        Wrong(
            "gradient of the code in place of dx",
            {"return da @ self.W.T": "return da"},
            hint="One layer is missing: the gradient still has to go through W to the pixels.",
        ),
        Wrong(
            "gradients added up over passes",
            {
                "self.dW = self.x.T": "self.dW = getattr(self, 'dW', 0) + self.x.T",
                "self.dc = da": "self.dc = getattr(self, 'dc', 0) + da",
                "self.db = dz": "self.db = getattr(self, 'db', 0) + dz",
            },
            hint="The first pass is right, later ones hold the earlier as well. When do gradients start at 0?",
        ),
    ),
)
