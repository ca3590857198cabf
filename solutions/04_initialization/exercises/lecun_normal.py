"""LeCun's scale with a truncated normal distribution, as Keras and TensorFlow draw it."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def lecun_normal(shape, fan_in, fan_out, rng):
    """Truncated normal weights with mean 0 and standard deviation sqrt(1/fan_in).

    What lies more than two spreads from 0 is drawn again, until nothing does. Cutting the tails makes a distribution
    narrower, to 0.87962566103423978 of its spread; so the spread before the cut is larger by that factor, and the
    weights have the standard deviation asked for.

    shape: of the array, (n_in, n_out) for a dense layer, (c_out, c_in, k_h, k_w) for a convolution.
    fan_in, fan_out: of the layer, handed over, so that nothing has to be counted here.
    rng: a numpy.random.Generator, the only source of chance: the same seed gives the same weights.
    Gives an array of that shape, float64 or float32.
    """
    ### BEGIN SOLUTION
    spread = np.sqrt(1 / fan_in) / 0.87962566103423978
    weights = rng.normal(0.0, spread, shape)
    while (far := np.abs(weights) > 2 * spread).any():
        weights[far] = rng.normal(0.0, spread, far.sum())
    return weights
    ### END SOLUTION


def from_too_many(shape, fan_in, fan_out, rng):
    """Draws a quarter more than needed, and takes what lies within; in float32."""
    size = math.prod(shape)
    drawn = rng.standard_normal(size + size // 4 + 1000, dtype=np.float32)
    kept = drawn[np.abs(drawn) <= 2][:size]
    return (kept * np.float32(1 / 0.8796256610342398 / math.sqrt(fan_in))).reshape(shape)


def torch_lecun_normal(shape, fan_in, fan_out, rng):
    """The inverse of the distribution function; fan_in as torch.nn.init counts it from the shape."""
    import torch

    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    within = math.erf(2 / math.sqrt(2))  # of a normal distribution, what lies within two standard deviations
    uniform = torch.rand(shape, dtype=torch.float64, generator=generator) * 2 - 1
    cut = math.sqrt(2) * torch.erfinv(within * uniform)
    kernel = cut if len(shape) > 2 else cut.T  # torch keeps (out, in)
    fan, _ = torch.nn.init._calculate_fan_in_and_fan_out(kernel)
    variance = 1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / within
    return (cut / math.sqrt(variance * fan)).numpy()


def inputs(rng, *sides):
    """A shape whose first two sides are up to a tenth longer than these, drawn anew each time; its fans; a seed."""
    first, second = (int(rng.integers(side, side + max(2, side // 10))) for side in sides[:2])
    area = math.prod(sides[2:])
    fans = (second * area, first * area) if sides[2:] else (first, second)
    return {"args": [[first, second, *sides[2:]], *fans], "seed": int(rng.integers(2**32))}


EXERCISE = Exercise(
    lecun_normal,
    points=2,
    ids=("INI-06",),
    source="LeCun et al. 1998, Efficient BackProp, section 4.6; Klambauer et al. 2017; keras.initializers.LecunNormal",
    family=families.INITIALIZER,
    probe=probes.draws,
    oracle=torch_lecun_normal,
    cases=(
        Case("a layer that widens", lambda rng: inputs(rng, 120, 340), public=True, about="about 120 x 340"),
        Case("a layer that narrows", lambda rng: inputs(rng, 350, 120), public=True, about="about 350 x 120"),
        Case(
            "a convolution",
            lambda rng: inputs(rng, 48, 20, 7, 7),
            public=True,
            weight=2,
            about="48 or more channels from 20 or more, kernels of 7 x 7",
        ),
        Case("a convolution over time", lambda rng: inputs(rng, 90, 50, 9)),
        Case("few inputs, many outputs", lambda rng: inputs(rng, 12, 3400), public=True, about="about 12 x 3400"),
        Case("many inputs, one output or two", lambda rng: inputs(rng, 40_000, 1)),
    ),
    right=(
        Right("from too many", task=from_too_many),
        Right(
            "everything drawn again and again",
            {"weights[far] = rng.normal(0.0, spread, far.sum())": "weights[far] = rng.normal(0.0, spread, shape)[far]"},
        ),
        Right("drawn column by column", {"rng.normal(0.0, spread, shape)": "rng.normal(0.0, spread, shape[::-1]).T"}),
    ),
    hint=(
        "Draw 100,000 numbers and look at their standard deviation and at the largest. The cut makes both "
        "smaller, by how much?"
    ),
    wrong=(
        Wrong(
            "not truncated",
            {"np.abs(weights) > 2 * spread": "np.abs(weights) > np.inf"},
            hint="Some of your weights lie further out than two spreads.",
        ),
        Wrong(
            "not truncated, no correction",
            {" / 0.87962566103423978": " / 1", "np.abs(weights) > 2 * spread": "np.abs(weights) > np.inf"},
            hint="Mean and scale are right, but nothing is cut: some weights lie further out than two spreads.",
        ),
        Wrong(
            "scale not corrected",
            {" / 0.87962566103423978": " / 1"},
            hint=(
                "What is left after the cut is too narrow.",
                "By which factor does the cut make a distribution narrower, and what makes up for it?",
            ),
        ),
        Wrong(
            "corrected the wrong way",
            {" / 0.87962566103423978": " * 0.87962566103423978"},
            hint="The cut makes a distribution narrower. Does your correction make up for it, or add to it?",
        ),
        Wrong("cut at one spread", {"2 * spread": "spread"}, hint="Your range is half of what it should be."),
        Wrong(
            "clipped instead of drawn again",
            {
                "while (far := np.abs(weights) > 2 * spread).any():\n"
                "        weights[far] = rng.normal(0.0, spread, far.sum())": "low, high = -2 * spread, 2 * spread\n"
                "    weights = weights.clip(low, high)"
            },
            hint=(
                "Many of your weights are exactly as large as the limit.",
                "What lies outside is not moved to the edge, but drawn again.",
            ),
        ),
        Wrong(
            "drawn again only once",
            {"while (far": "if (far"},
            hint="Hardly any weights lie too far out, but some do: what if one that is drawn again does as well?",
        ),
        Wrong(
            "variance instead of its root",
            {"np.sqrt(1 / fan_in)": "(1 / fan_in)"},
            hint="Your weights are too small; the larger the layer, the more.",
        ),
        Wrong(
            "He's factor of 2",
            {"np.sqrt(1 / fan_in)": "np.sqrt(2 / fan_in)"},
            hint="You are a factor of the root of 2 too wide.",
        ),
        Wrong(
            "fan_out for fan_in",
            {"1 / fan_in": "1 / fan_out"},
            hint=(
                "Your scale depends on the number of outputs.",
                "What one output adds up are its inputs. How many are they?",
            ),
        ),
        Wrong(
            "Glorot's average of both fans",
            {"1 / fan_in": "2 / (fan_in + fan_out)"},
            hint=("Your scale depends on both fans.", "Which of the two decides how large the sum in one output is?"),
        ),
        Wrong(
            "first side for fan_in",
            {"1 / fan_in": "1 / shape[0]"},
            hint=(
                "Dense layers are right, convolutions are not.",
                "How many numbers does one output of a convolution add up? It is handed to you.",
            ),
        ),
        Wrong(
            "kernel left out",
            {"1 / fan_in": "1 / (shape[0] if len(shape) == 2 else shape[1])"},
            hint=(
                "Dense layers are right, convolutions are too wide.",
                "An output of a convolution adds up all channels of a whole window.",
            ),
        ),
        Wrong(
            "cut at two standard deviations of the result",
            {"np.abs(weights) > 2 * spread": "np.abs(weights) > 2 * 0.87962566103423978 * spread"},
            hint="You cut too early. The limit is two spreads, not two standard deviations of the result.",
        ),
        Wrong(
            "uniform instead of normal",
            {"rng.normal(0.0, spread, shape)": "rng.uniform(-1, 1, shape) * np.sqrt(3 / fan_in)"},
            hint="Mean and scale are right, but your numbers are uniform. A truncated normal has more near 0.",
        ),
    ),
    survivors={
        "while (far := (np.abs(weights) > 2 * spread)).any() -> while (far := (np.abs(weights) >= 2 * spread)).any()": (
            "no weight lies exactly at the limit: the probability is 0"
        ),
    },
)
