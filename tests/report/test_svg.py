"""The drawing: which element, where the two part, and numbers that cannot be drawn."""

from __future__ import annotations

import re

import numpy as np

from grader.core.records import FLOAT64, Observation
from grader.report.svg import Picture, caption, picture_of, svg

START = [np.zeros(2)]
EXPECTED = [np.array([-1.0, 2.0]) * t for t in (1, 2, 3)]


def steps(*values):
    return Observation(values={f"params[0] after step {t}": np.array(v) for t, v in enumerate(values, start=1)})


def test_element_with_the_largest_error_is_drawn_from_its_start():
    got = [EXPECTED[0], EXPECTED[1] + [0.0, 0.1], EXPECTED[2] + [1e-3, 0.4]]
    picture = picture_of("case", steps(*EXPECTED), steps(*got), FLOAT64, START)
    assert picture == Picture("case", "params[0][1]", "step", 0, (0.0, 2.0, 4.0, 6.0), (0.0, 2.0, 4.1, 6.4), 2)
    assert caption(picture) == "params[0][1] by step, in “case”: they part at step 2"


def test_losses_are_drawn_over_their_entries():
    losses = {"losses": np.array([4.0, 3.0, 2.0, 1.0])}
    wrong = {"losses": np.array([4.0, 3.0, 3.0, 3.0])}
    picture = picture_of("case", Observation(values=losses), Observation(values=wrong), FLOAT64)
    assert picture is not None
    assert (picture.unit, picture.first, picture.part) == ("entry", 1, 3)


def test_series_that_cannot_be_drawn_has_no_picture():
    expected = steps(*EXPECTED)
    assert picture_of("case", expected, expected, FLOAT64, START) is None
    assert picture_of("case", steps(*EXPECTED[:2]), steps(*EXPECTED[1:]), FLOAT64, START) is None
    assert picture_of("case", expected, steps(*[np.full(2, np.nan)] * 3), FLOAT64, START) is None
    assert picture_of("case", expected, steps(*[np.zeros(3)] * 3), FLOAT64, START) is None
    assert picture_of("case", expected, Observation("raised"), FLOAT64, START) is None


def points(text):
    return [[tuple(map(float, p.split(","))) for p in line.split()] for line in re.findall(r'points="([^"]+)"', text)]


def test_lines_stay_inside_the_frame_and_labels_apart():
    wild = Picture("<b>", "x", "step", 0, (0.0, 1.0, 2.0), (0.0, 1e30, -1e30), 1)
    text = svg(wild)
    assert all(0 <= y <= 170 and 0 <= x <= 640 for line in points(text) for x, y in line)
    assert "<b>" not in text
    near = svg(Picture("c", "x", "step", 0, (0.0, 1.0, 2.0), (0.0, 1.1, 2.0), 1))
    ends = [float(y) for y in re.findall(r'y="([\d.]+)" text-anchor="start"', near)]
    assert abs(ends[0] - ends[1]) >= 14


def test_values_that_are_not_finite_leave_gaps():
    text = svg(Picture("c", "x", "step", 0, (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 1.0, float("nan"), 2.0, 3.0), 2))
    assert [len(line) for line in points(text)] == [5, 2, 2]
    flat = svg(Picture("c", "x", "step", 0, (1.0, 1.0), (1.0, float("inf")), 1))
    assert "nan" not in flat


def test_of_several_arrays_the_one_furthest_off_for_its_range_is_drawn():
    def both(shift, tiny_shift):
        values = {f"params[0] after step {t}": np.array([100.0 * t + shift]) for t in (1, 2, 3)}
        tiny = {f"params[1] after step {t}": np.array([1e-3 * t + tiny_shift]) for t in (1, 2, 3)}
        return Observation(values=values | tiny)

    picture = picture_of("case", both(0.0, 0.0), both(1.0, 1e-3), FLOAT64, [np.zeros(1), np.zeros(1)])
    assert picture is not None
    assert picture.title == "params[1][0]"


def test_axis_runs_from_first_to_last_and_marks_the_first_difference():
    text = svg(Picture("c", "x", "entry", 1, (0.0, 1.0, 2.0, 3.0), (0.0, 1.0, 2.0, 9.0), 4))
    expected, yours = points(text)
    assert expected[:-1] == yours[:-1]
    parted = re.search(r'<line x1="([\d.]+)"[^>]*stroke-dasharray:2 4', text)
    assert parted is not None
    assert float(parted[1]) == expected[3][0]
    assert re.findall(r">(\d+)</text>", text) == ["1", "4"]
