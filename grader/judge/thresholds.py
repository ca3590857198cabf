"""Bound how often a right answer misses a threshold of accuracy, and say which accuracies fall just short of one.

The calibration is the accuracies that a right answer reached with different seeds. Another right answer's run is taken
for one more draw from the same normal distribution, of which neither mean nor spread is known: a prediction with
Student's t. A run that falls just short is made a second time with another seed, and the better of the two counts, so
a right answer fails where it falls further short, or twice.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

#: How many standard errors of the held-out images below a threshold still count as just short.
STANDARD_ERRORS = 3.0
#: How often a right answer may miss a threshold.
MOST_FALSE_FAILS = 1e-3
#: How often the reference of a tier may reach the next one; the tiers would mean little otherwise.
MOST_LUCKY = 1e-3


def retry_margin(threshold: float, images: int) -> float:
    """How far below a threshold an accuracy may lie by chance: three binomial standard errors.

    images: how many are held out
    """
    return STANDARD_ERRORS * math.sqrt(threshold * (1 - threshold) / images)


def just_below(reached: float, thresholds: Sequence[float], images: int) -> bool:
    """Whether the accuracy lies within 3 standard errors below a threshold; then the run is retried once."""
    return any(threshold - retry_margin(threshold, images) <= reached < threshold for threshold in thresholds)


def false_fail(accuracies: Sequence[float], threshold: float, images: int) -> float:
    """Above the probability that a right answer misses a threshold, its second run included.

    accuracies: of at least three calibration runs. images: how many are held out, at least.
    """
    from scipy.stats import multivariate_t, t

    count, mean, scale = _next_run(accuracies)
    if not scale:
        return float(mean < threshold)
    far, near = ((edge - mean) / scale for edge in (threshold - retry_margin(threshold, images), threshold))
    # both runs go by the same ten: what these misjudge, they misjudge for both
    alike = 1 / (count + 1)
    both = multivariate_t(shape=[[1, alike], [alike, 1]], df=count - 1, seed=0).cdf([near, near])
    once = t.cdf(near, count - 1)
    return float(min(once, t.cdf(far, count - 1) + both))


def lucky(accuracies: Sequence[float], threshold: float) -> float:
    """Above the probability that the better of two runs reaches a threshold that lies above what they are for.

    accuracies: of at least three calibration runs. What falls just short is always run again.
    """
    from scipy.stats import t

    count, mean, scale = _next_run(accuracies)
    if not scale:
        return float(mean >= threshold)
    return min(1.0, 2 * float(t.sf((threshold - mean) / scale, count - 1)))


def _next_run(accuracies: Sequence[float]) -> tuple[int, float, float]:
    """How many runs there were, and the mean and the scale of the next one's prediction by Student's t."""
    count = len(accuracies)
    return count, statistics.fmean(accuracies), statistics.stdev(accuracies) * math.sqrt(1 + 1 / count)
