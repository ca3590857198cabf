"""Known numbers of 04_initialization: the statistics of each scheme, fans of known layers, signals through ReLUs."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np

from tests.labs.labs import Drawn, Known, KnownNumber

DRAWS = {
    "zeros_init": Drawn(lambda i, o: 0.0, 0.0, 0.0),
    "xavier": Drawn(lambda i, o: i**-0.5, None, 0.0),
    "glorot_normal": Drawn(lambda i, o: (2 / (i + o)) ** 0.5, None, 0.0),
    "glorot_uniform": Drawn(lambda i, o: (2 / (i + o)) ** 0.5, 0.0759554525, -1.2),
    "he_normal": Drawn(lambda i, o: (2 / i) ** 0.5, None, 0.0),
    "he_uniform": Drawn(lambda i, o: (2 / i) ** 0.5, 0.0874817765, -1.2),
    "lecun_normal": Drawn(lambda i, o: i**-0.5, 0.0812032389, -0.6344),
}
#: The same standard deviations for 784 inputs and 256 outputs, computed apart from the formulas above.
STD = {
    "zeros_init": 0.0, "xavier": 0.0357142857, "glorot_normal": 0.0438529010, "glorot_uniform": 0.0438529010,
    "he_normal": 0.0505076276, "he_uniform": 0.0505076276, "lecun_normal": 0.0357142857,
}  # fmt: skip
FANS = {
    (784, 256): (784, 256),
    (128, 64, 3, 3): (576, 1152),
    (32, 3, 5, 5): (75, 800),
    (6, 4, 7): (28, 42),
}


def units(labs: SimpleNamespace) -> list[int]:
    """How many units are distinct among ten: of equal weights, and of random ones."""
    rng = np.random.default_rng(0)
    equal = labs.distinct_units(np.full((3, 10), 0.1), np.full((10, 2), 0.1))
    return [equal, labs.distinct_units(rng.normal(size=(3, 10)), rng.normal(size=(10, 2)))]


def strengths(labs: SimpleNamespace, gain: float) -> np.ndarray:
    """The mean square of six layers' outputs behind ReLUs, with weights of variance gain / 400."""
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=(400, 400)) * np.sqrt(gain / 400) for _ in range(6)]
    return np.array(labs.signal_variance(rng.normal(size=(400, 400)), weights, labs.given.relu))


def relu_halves(gain: float, low: float, high: float) -> tuple[KnownNumber, KnownNumber]:
    """The first layer's strength is half the gain; each layer multiplies it by about that, between low and high."""

    def between(labs: SimpleNamespace) -> bool:
        found = strengths(labs, gain)
        ratios = found[1:] / found[:-1]
        return bool(low < ratios.min() <= ratios.max() < high)

    first = KnownNumber(
        f"first strength at gain {gain:g}",
        lambda labs: strengths(labs, gain)[0],
        gain / 2,
        rtol=3 * math.sqrt(2 / 400),
    )
    return first, KnownNumber(f"each strength at gain {gain:g}", between, True)


KNOWN = Known(
    numbers=(
        *(
            KnownNumber(f"fans of {shape}", lambda labs, shape=shape: np.array(labs.fans(np.zeros(shape))), fans)
            for shape, fans in FANS.items()
        ),
        *(
            KnownNumber(f"std of {name}", lambda labs, name=name: DRAWS[name].std(784, 256), std, rtol=1e-8)
            for name, std in STD.items()
        ),
        KnownNumber("distinct units", units, [1, 10]),
        *relu_halves(1.0, 0.3, 0.7),
        *relu_halves(2.0, 0.7, 1.4),
        *relu_halves(4.0, 1.5, 2.8),
    ),
    draws=DRAWS,
    drawn_by_stubs=(  # schemes that need no answer; the others' lines are missing and named
        "All weights at 0: a layer without an opinion",
        "Too large and tanh saturates, too small and the signal dies; 1/sqrt(n) keeps it alive",
        "With ReLU only sqrt(2/n) gives every layer the same signal",
        "tanh: from a scale that fits, learning starts at once (three hundred)",
        "ReLU: he_normal is first, and a start of std 1 does not survive (three hundred)",
    ),
)
