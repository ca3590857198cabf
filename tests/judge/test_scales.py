"""Test how the scale of draws is related to the right one."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core import vocabulary as v
from grader.core.records import FLOAT64, Observation
from grader.judge.scales import scale_relation
from grader.judge.traces import CaseRun

SCALES = (0.1, 0.2, 0.4)


def run(want, got, status="ok"):
    def gave(scale, bounds):
        return Observation(status, {"scale": np.asarray(scale)}, {"scale": "float"}, bounds=bounds)

    return CaseRun(0, gave(want, {"scale": 0.03 * want}), gave(got, {}), FLOAT64)


def test_one_factor_on_every_shape_is_named():
    name, factor = scale_relation([run(want, 0.88 * want) for want in SCALES])
    assert name == v.DRAWN_SCALE
    assert factor == pytest.approx(0.88, rel=0.05)


def test_one_scale_for_every_shape_is_named():
    assert scale_relation([run(want, 0.01) for want in SCALES]) == (v.FIXED, 0.0)


@pytest.mark.parametrize(
    "runs",
    [
        [run(want, got) for want, got in zip(SCALES, (0.1, 0.4, 0.4), strict=True)],  # no one factor
        [run(want, want) for want in SCALES],  # right
        [run(want, 0.88 * want) for want in SCALES[:2]],  # two inputs
        [run(0.1, 0.2)] * 3,  # of one scale
        [run(want, 0.88 * want, "raised") for want in SCALES],
    ],
)
def test_nothing_is_named_without_one_relation_for_three_scales(runs):
    assert scale_relation(runs) == ("", 0.0)
