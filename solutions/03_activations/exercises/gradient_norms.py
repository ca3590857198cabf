"""How much gradient reaches each layer of a deep network."""

from itertools import pairwise

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def gradient_norms(x, weights, activation, dout):
    """The size of the gradient that each weight matrix of a deep network gets.

    The network: h_0 = x, z_l = h_{l-1} @ W_l, h_l = activation(z_l) for l = 1 ... L; the last layer has an activation
    too, and there are no biases. The size of the l-th gradient is the root of the sum of the squares of all elements
    of dL/dW_l.

    x: (N, d_0), the inputs. weights: list of L arrays, (d_{l-1}, d_l). Both left unchanged.
    activation: called without arguments, it makes a layer with `forward` and `backward`. A layer remembers its latest
    forward, so every l needs one of its own.
    dout: (N, d_L), the gradient dL/dh_L of the loss by the network's output.
    Gives L numbers, a list or an array: the norm of the first layer's gradient first.
    """
    ### BEGIN SOLUTION
    way = []
    for W in weights:
        layer = activation()
        way.append((x, W, layer))
        x = layer.forward(x @ W)
    norms = []
    for h, W, layer in reversed(way):
        dz = layer.backward(dout)
        norms.append(np.linalg.norm(h.T @ dz))
        dout = dz @ W.T
    return norms[::-1]
    ### END SOLUTION


def by_recursion(x, weights, activation, dout):
    """Each layer asks the rest of the network, and gets its own gradient back."""
    norms = []

    def through(h, rest, upstream):
        if not rest:
            return upstream
        made = activation()
        dz = made.backward(through(made.forward(h @ rest[0]), rest[1:], upstream))
        norms.append(np.sqrt(np.sum(np.einsum("ni,nj->ij", h, dz) ** 2)))
        return np.einsum("nj,ij->ni", dz, rest[0])

    through(x, list(weights), dout)
    return np.array(norms[::-1])


def by_autograd(x, weights, activation, dout):
    """torch, for the arc tangent alone: the layer that the cases hand over."""
    import torch

    assert activation.__name__ == "Arctan"
    tensors = [torch.tensor(np.array(w), requires_grad=True) for w in weights]
    h = torch.tensor(np.array(x))
    for tensor in tensors:
        h = torch.arctan(h @ tensor)
    return np.array([g.norm().item() for g in torch.autograd.grad(h, tensors, torch.tensor(np.array(dout)))])


def network(rng, samples, *sizes, dtype="float64", scale=1.0):
    """Inputs of `call`: a network with these numbers of units and the arc tangent of given.py between them."""
    x = rng.normal(size=(samples, sizes[0])).astype(dtype)
    weights = [(rng.normal(size=pair) * scale / np.sqrt(pair[0])).astype(dtype) for pair in pairwise(sizes)]
    dout = rng.normal(size=(samples, sizes[-1])).astype(dtype)
    return {"args": [x, weights], "kwargs": {"dout": dout}, "given": {"activation": "Arctan"}}


EXERCISE = Exercise(
    gradient_norms,
    points=3,
    ids=("FND-04",),
    source="Hochreiter 1991; Bengio, Simard & Frasconi 1994; Glorot & Bengio 2010, section 4.2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_autograd,
    cases=(
        Case("two layers", lambda rng: network(rng, 3, 2, 4, 3), public=True, about="3 samples, widths 2, 4, 3"),
        Case("four layers", lambda rng: network(rng, 4, 3, 5, 4, 2, 3), public=True, weight=2, about="4 samples"),
        Case(
            "five square layers",
            lambda rng: network(rng, 4, *[3] * 6, scale=1.5),
            public=True,
            weight=2,
            about="4 samples, six times width 3",
        ),
        Case("one layer, a batch of one", lambda rng: network(rng, 1, 3, 2)),
        Case("twenty layers", lambda rng: network(rng, 5, *[6] * 21, scale=1.5)),
        Case("float32", lambda rng: network(rng, 4, 3, 6, 5, 2, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("by recursion", task=by_recursion),
        Right("an array of norms", {"return norms[::-1]": "return np.array(norms[::-1])"}),
    ),
    hint=(
        "Take two layers and write the shape of every array beside it, forward and then backward. Which layer is "
        "handed which input?"
    ),
    wrong=(
        Wrong(
            "activation skipped on the way back",
            {"layer.backward(dout)": "1 * dout"},
            hint=(
                "Your gradients pass the matrices, but not the activations between them.",
                "h_l = activation(z_l): how do you get from dL/dh_l to dL/dz_l?",
            ),
        ),
        Wrong(
            "one layer object for all",
            {"layer = activation()": "layer = way[0][2] if way else activation()"},
            hint=(
                "Your last norm is right and those before it are not.",
                "A layer remembers only its latest forward. How many forwards did yours see before its first backward?",
            ),
        ),
        Wrong(
            "last layer first",
            {"return norms[::-1]": "return norms"},
            hint="Your numbers are right, and stand in the order of the way back.",
        ),
        Wrong(
            "squared norms",
            {"np.linalg.norm(h.T @ dz)": "np.sum((h.T @ dz) ** 2)"},
            hint="The sum of squares is the square of the norm.",
        ),
        Wrong(
            "norm of dz instead of dW",
            {"np.linalg.norm(h.T @ dz)": "np.linalg.norm(dz)"},
            hint=(
                "That is the gradient by what the activation is fed.",
                "z_l = h_{l-1} @ W_l: dL/dW_l also holds what the layer was fed, transposed.",
            ),
        ),
        Wrong(
            "largest singular value",
            {"np.linalg.norm(h.T @ dz)": "np.linalg.norm(h.T @ dz, 2)"},
            hint="Of a matrix, `norm` with ord=2 is the largest singular value. Sum the squares of all elements.",
        ),
        Wrong(
            "the same dout for every layer",
            {"dout = dz": "unused = dz"},
            hint="Only the last layer hears dL/dh_L itself. What does it hand down to the one before?",
        ),
        Wrong(
            "weights not transposed on the way back",
            {"dz @ W.T": "dz @ (W if W.shape[0] == W.shape[1] else W.T)"},
            hint="With square matrices nothing fails, but dL/dh is dL/dz times the transposed matrix.",
        ),
        Wrong(
            "norm of dout instead of dW",
            {"np.linalg.norm(h.T @ dz)": "np.linalg.norm(dout)"},
            hint="You measure the gradient of a layer's output. Asked for is that of its weights.",
        ),
        Wrong(
            "mean size instead of the norm",
            {"np.linalg.norm(h.T @ dz)": "np.mean(np.abs(h.T @ dz))"},
            hint="The norm is the root of a sum of squares. Yours is a mean of sizes.",
        ),
        Wrong(
            "root mean square",
            {"np.linalg.norm(h.T @ dz)": "np.sqrt(np.mean((h.T @ dz) ** 2))"},
            hint="You average the squares. In the norm they are summed.",
        ),
        Wrong(
            "sum of the sizes",
            {"np.linalg.norm(h.T @ dz)": "np.sum(np.abs(h.T @ dz))"},
            hint="The norm adds up squares and takes the root. Yours adds up sizes.",
        ),
        Wrong(
            "averaged over the samples",
            {"np.linalg.norm(h.T @ dz)": "np.linalg.norm(h.T @ dz) / len(h)"},
            hint="Your norms are too small, by the number of samples. dout holds any averaging already.",
        ),
    ),
)
