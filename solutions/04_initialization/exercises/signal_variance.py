"""How strong the signal is behind each layer of a deep network."""

from itertools import pairwise

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def signal_variance(x, weights, activation):
    """How strong the signal is behind each layer: the mean of the squares of all its outputs.

    The network: h_0 = x, h_l = activation(h_{l-1} @ W_l) for l = 1 ... L; no biases. The strength of h_l is its
    variance about 0, not about its mean: averaged over all samples and all units of (h_l)^2.

    x: (N, d_0), the inputs. weights: list of L arrays, (d_{l-1}, d_l). Both left unchanged.
    activation: a function, elementwise; the last layer has it too.
    Gives L numbers, a list or an array: that of h_1 first, that of h_L last.
    """
    ### BEGIN SOLUTION
    strengths = []
    for W in weights:
        x = activation(x @ W)
        strengths.append(np.mean(x**2))
    return strengths
    ### END SOLUTION


def mean_and_spread(x, weights, activation):
    """The variance about the mean, and the square of the mean, added; einsum."""
    found = np.zeros(len(weights))
    for i in range(len(weights)):
        x = activation(np.einsum("nd,dm->nm", x, weights[i]))
        found[i] = x.var() + x.mean() ** 2
    return found


def by_torch(x, weights, activation):
    """torch's relu and tanh, by the name of the function that is handed over."""
    import torch

    function = getattr(torch, activation.__name__)
    h = torch.tensor(np.array(x))
    strengths = []
    for W in weights:
        h = function(torch.nn.functional.linear(h, torch.tensor(np.array(W.T))))
        strengths.append(h.square().mean().item())
    return strengths


def network(rng, samples, *sizes, activation="relu", gain=2.0, dtype="float64", layout="C"):
    """Inputs of `call`: a network with these numbers of units; weights of variance gain / fan-in."""
    x = rng.normal(size=(samples, sizes[0])).astype(dtype)
    weights = [(rng.normal(size=pair) * np.sqrt(gain / pair[0])).astype(dtype) for pair in pairwise(sizes)]
    return {"args": [x, weights], "given": {"activation": activation}, "layout": layout}


EXERCISE = Exercise(
    signal_variance,
    points=3,
    ids=("INI-08",),
    source="Glorot & Bengio 2010, section 4.2.1; He et al. 2015, section 2.2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_torch,
    cases=(
        Case("two layers", lambda rng: network(rng, 4, 3, 5, 6), public=True, about="4 samples, widths 3, 5, 6, ReLU"),
        Case(
            "four layers of tanh",
            lambda rng: network(rng, 3, 4, 6, 5, 4, 3, activation="tanh"),
            public=True,
            weight=2,
            about="3 samples, widths 4, 6, 5, 4, 3",
        ),
        Case(
            "five layers of ReLU",
            lambda rng: network(rng, 5, *[8] * 6),
            public=True,
            weight=2,
            about="5 samples, six times width 8",
        ),
        Case("one layer, a batch of one", lambda rng: network(rng, 1, 3, 4, activation="tanh")),
        Case("twenty layers", lambda rng: network(rng, 6, *[10] * 21, gain=3.0)),
        Case("column-major", lambda rng: network(rng, 4, 5, 6, 7, activation="tanh", layout="F")),
        Case("every other column", lambda rng: network(rng, 4, 6, 6, 7, layout="strided")),
        Case("float32", lambda rng: network(rng, 8, 6, 9, 7, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("spread and mean", task=mean_and_spread),
        Right("by the norm", {"np.mean(x**2)": "np.linalg.norm(x) ** 2 / x.size"}),
    ),
    hint="Take one layer and two samples, and compute the strength by hand. What is averaged, and around which point?",
    wrong=(
        Wrong(
            "variance about the mean",
            {"np.mean(x**2)": "np.var(x)"},
            hint=(
                "Your numbers are too small by the square of the mean.",
                "What the next layer adds up are the outputs themselves, mean included.",
            ),
        ),
        Wrong(
            "the root of it",
            {"np.mean(x**2)": "np.sqrt(np.mean(x**2))"},
            hint="That is the size of a typical output. Its square is asked for.",
        ),
        Wrong(
            "square of the mean",
            {"np.mean(x**2)": "np.mean(x) ** 2"},
            hint="First square, then average: outputs of both signs must not cancel.",
        ),
        Wrong(
            "mean size",
            {"np.mean(x**2)": "np.mean(np.abs(x))"},
            hint="Sizes instead of squares: these do not add up over the inputs of a unit.",
        ),
        Wrong(
            "summed, not averaged",
            {"np.mean(x**2)": "np.sum(x**2)"},
            hint="A wider layer or a larger batch is no stronger signal.",
        ),
        Wrong(
            "summed over the units",
            {"np.mean(x**2)": "np.sum(x**2) / len(x)"},
            hint="You average over the samples alone. A wider layer is no stronger signal.",
        ),
        Wrong(
            "before the activation",
            {
                "x = activation(x @ W)": "z = x @ W",
                "strengths.append(np.mean(x**2))": "strengths.append(np.mean(z**2))\n        x = activation(z)",
            },
            hint="You look at what the activation is fed. Look at what it gives on.",
        ),
        Wrong(
            "activation left out",
            {"x = activation(x @ W)": "x = x @ W"},
            hint="Your network is linear.",
        ),
        Wrong(
            "no activation behind the last layer",
            {"x = activation(x @ W)": "x = x @ W if W is weights[-1] else activation(x @ W)"},
            hint="All but your last number are right. The last layer has an activation too.",
        ),
        Wrong(
            "activation before the weights",
            {"activation(x @ W)": "activation(x) @ W"},
            hint="The inputs themselves pass no activation: first the weights, then the activation.",
        ),
        Wrong(
            "the inputs too",
            {"strengths = []": "strengths = [np.mean(x**2)]"},
            hint="You give one number too many: h_0 is what comes in.",
        ),
        Wrong(
            "one sample's units only",
            {"np.mean(x**2)": "np.mean(x[0] ** 2)"},
            hint="Average over all samples, not the first alone.",
        ),
        Wrong(
            "the last layer alone",
            {"return strengths": "return strengths[-1]"},
            hint="One number per layer is asked for.",
        ),
        Wrong(
            "standard deviation",
            {"np.mean(x**2)": "np.std(x)"},
            hint="That is the root of the variance about the mean. Asked for is the mean of the squares.",
        ),
        Wrong(
            "every layer is fed the input",
            {"x = activation(x @ W)": "h = activation(x @ W)", "np.mean(x**2)": "np.mean(h**2)"},
            hint="Your first layer is right. The second is fed what the first gives, not the input.",
        ),
        Wrong(
            "one number for each unit",
            {"np.mean(x**2)": "np.mean(x**2, axis=0)"},
            hint="You have a number for each unit. Average over the units as well: one number per layer.",
        ),
        Wrong(
            "one number for each sample",
            {"np.mean(x**2)": "np.mean(x**2, axis=1)"},
            hint="You have a number for each sample. Average over the samples as well: one number per layer.",
        ),
        Wrong(
            "variance of each unit, averaged",
            {"np.mean(x**2)": "np.mean(np.var(x, axis=0))"},
            hint="You take each unit's variance about its own mean. The strength is taken about 0.",
        ),
        Wrong(
            "last layer first",
            {"return strengths": "return strengths[::-1]"},
            hint="Your numbers are right and stand in the wrong order: h_1 first.",
        ),
    ),
)
