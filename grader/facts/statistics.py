"""Statistics of a draw, with bounds that a right answer exceeds with a stated probability.

Two right answers may use the stream of `rng` differently, so their draws differ; what they share is a distribution.
Each statistic comes with the difference that another right answer may have (`Bounded`). The bound is computed
from the draw of the task at hand, and the judge takes it from the side that it compares *with* (the solution, or a
known mistake): nothing that a student's process says widens it.

How often a right answer is refused
-----------------------------------
Let the reference and the answer be independent draws of n numbers each from one distribution.

mean, scale, excess kurtosis. Each is asymptotically normal, with a standard error se = std(influence) / sqrt(n), taken
from the reference's own numbers (Hampel 1974): with z = (x - mean) / scale, skewness s and kurtosis k,
    mean: x - mean      scale: scale (z^2 - 1) / 2      kurtosis: z^4 - k - 2 k (z^2 - 1) - 4 s z.
Both sides err, so their difference has sqrt(2) se, and Z = 6.5 of those are allowed: P = 2 Q(6.5) = 8e-11. Both sides
having one distribution, the difference is symmetric, so the first correction to the normal tail vanishes; the second
is a factor exp(c Z^4 / 24) with c the excess kurtosis of the difference, largest for a normal sample's kurtosis:
c = 270 / n, hence 1.6 for n = 40,000. The estimate of se, off by a tenth at most there, makes Z 5.9 in the worst
case: P < 4e-9 * 1.6.

range, the largest |x|. Allowed are SPACINGS = 8 times the gap between the largest and the TOP = 64th largest of the
reference. *Too small*: an answer whose largest lies below the reference's 64th has none of the 64 largest of all
2 n numbers: P < 2^-63. *Too large*: take an exponential tail. Beyond the reference's 64th, an answer has 64 numbers on
average, each of them 9 gaps further out with probability exp(-9 gap); the gap is distributed like the largest of 63
exponentials (Renyi 1953), and so
    P < 64 E[exp(-9 gap)] = 64 * 63! 9! / 72! = 8e-10.
An increasing hazard rate (uniform, normal, truncated normal) only makes that less likely, because then the cumulative
hazard, which maps the tail to an exponential one, is convex.

So no statistic refuses a right answer with more than FALSE_ALARM = 1e-8. An exercise of 6 cases, of which 3 are public,
judges 9 draws by 4 statistics: below 4e-7, and below 1e-6 up to 25 draws. `grader verify` counts them for each.
Whether seeds are obeyed is compared exactly: two draws of thousands of floats are never equal by chance.
"""

from __future__ import annotations

import numpy as np

from grader.core.records import Bounded

#: Above the probability that one statistic refuses a right answer; derived above.
FALSE_ALARM = 1e-8
Z = 6.5
TOP = 64
SPACINGS = 8
#: Rounding: float32, another order of summation, a limit computed in another way. Of the root mean square.
_ROUNDING = 1e-6


def statistics(drawn: np.ndarray) -> dict[str, Bounded]:
    """Compute mean, scale (standard deviation), range (largest |x|) and excess kurtosis, each with its bound.

    Constant numbers have an excess kurtosis of 0; nothing but rounding is allowed for them.
    """
    x = np.abs(drawn).ravel() if drawn.dtype.kind == "c" else drawn.astype(np.float64).ravel()
    if not x.size:
        return {name: Bounded(0.0, 0.0) for name in ("mean", "scale", "range", "excess kurtosis")}
    with np.errstate(all="ignore"):
        mean, scale = float(x.mean()), float(x.std())
        rounding = _ROUNDING * float(np.sqrt(np.mean(x * x)))
        z = (x - mean) / scale if scale > rounding else np.zeros_like(x)
        z2 = z * z
        k, s = float(np.mean(z2 * z2)), float(np.mean(z2 * z))
        factor = Z * np.sqrt(2 / x.size)
        top = np.partition(np.abs(x), x.size - min(TOP, x.size))[-TOP:]
        influence = z2 * z2 - k - 2 * k * (z2 - 1) - 4 * s * z
        return {
            "mean": Bounded(mean, float(factor * scale) + rounding),
            "scale": Bounded(scale, float(factor * scale * np.std(z2) / 2) + rounding),
            "range": Bounded(float(top.max()), SPACINGS * float(top.max() - top.min()) + rounding),
            "excess kurtosis": Bounded(k - 3 if k else 0.0, float(factor * np.std(influence)) + _ROUNDING),
        }
