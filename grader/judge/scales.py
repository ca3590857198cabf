"""Find how the scale of random draws relates to the solution's, within the bounds of both."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core import vocabulary as v
from grader.judge.traces import CaseRun

_SCALE = "scale"
#: The solution's scales have to span this ratio at least, over three inputs, for a relation to show.
_SPAN = 1.5
_INPUTS = 3


def scale_relation(runs: Sequence[CaseRun]) -> tuple[str, float]:
    """Return what is wrong with the scale, in grader.core.vocabulary, and a factor; ("", 0.0) where nothing shows.

    The factor is that between the two scales, where it is one for all inputs; else 0.0.
    """
    found: list[tuple[float, float, float]] = []
    for run in runs:
        want, got = run.expected.values.get(_SCALE), run.observation.values.get(_SCALE)
        bound = run.expected.bounds.get(_SCALE)
        if run.observation.status != "ok" or want is None or got is None or bound is None or got.size != 1:
            return "", 0.0
        found.append((float(want), float(got), bound))
    if len(found) < _INPUTS or not all(want > bound and got > 0 for want, got, bound in found):
        return "", 0.0
    if max(want for want, _, _ in found) < _SPAN * min(want for want, _, _ in found):
        return "", 0.0
    # what is allowed is for the solution's scale; of another it is the same share
    shares = [bound / want for want, _, bound in found]
    if max(got * (1 - share) for (_, got, _), share in zip(found, shares, strict=True)) <= min(
        got * (1 + share) for (_, got, _), share in zip(found, shares, strict=True)
    ):
        return v.FIXED, 0.0
    ratios = [got / want for want, got, _ in found]
    lowest = max(ratio * (1 - share) for ratio, share in zip(ratios, shares, strict=True))
    highest = min(ratio * (1 + share) for ratio, share in zip(ratios, shares, strict=True))
    if lowest <= highest and not lowest <= 1 <= highest:
        return v.DRAWN_SCALE, (lowest + highest) / 2
    return "", 0.0
