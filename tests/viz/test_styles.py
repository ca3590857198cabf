"""Colours, lines, and a package that is cheap to import."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from grader.course.loader import find_course
from grader.viz.styles import PALETTE, owner, recorded_exercises, styles
from tests.pictures import plots_of

COLORS = [color for row in PALETTE for color in row]
LABS = ("03_activations", "04_initialization", "06_optimizers")


def test_importing_loads_no_drawing_library():
    code = "import sys, grader.viz; print(*({'matplotlib', 'tqdm', 'torch', 'IPython'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("label", "name"),
    [("Adam, eps 1e-4", "Adam"), ("AdamW", "AdamW"), ("he_normal", "he_normal"), ("std 0.01", "std"), ("0.1", "0.1")],
)
def test_owner_is_the_name_that_a_label_starts_with(label, name):
    assert owner(label) == name


def test_palette_has_no_colour_twice_and_every_colour_shows_on_white():
    assert len(set(COLORS)) == len(COLORS)
    for color in COLORS:
        assert contrast_to_white(color) > 2.2, color


@pytest.mark.parametrize("row", PALETTE)
def test_colours_of_one_row_differ_for_the_colour_blind(row):
    for one, other in combinations(row, 2):
        near = min(np.linalg.norm(seen(one, kind) - seen(other, kind)) for kind in COLOUR_BLIND)
        assert near > 0.25, (one, other, near)


def test_colours_of_different_rows_have_different_lines():
    found = styles([f"name{number}" for number in range(len(COLORS))])
    lines = [{found[f"name{number}"].line for number in range(start, start + 4)} for start in (0, 4, 8)]
    assert lines == [{"-"}, {"--"}, {"-."}]


def test_lines_are_solid_where_the_picture_has_one_row_of_colours():
    order = [f"name{number}" for number in range(len(COLORS))]
    assert {style.line for style in styles(order[8:], order).values()} == {"-"}
    assert [style.line for style in styles([order[9], order[4]], order).values()] == ["--", "-"]


def test_second_label_of_one_name_gets_another_line_and_brightness():
    found = styles(["Adam, eps 1e-8", "RMSprop", "Adam, eps 1e-4", "Adam, eps 1e-2"])
    assert found["Adam, eps 1e-8"] == (COLORS[0], "-")
    assert found["RMSprop"] == (COLORS[1], "-")
    own = [style for label, style in found.items() if label.startswith("Adam")]
    assert len({style.color for style in own}) == len({style.line for style in own}) == 3


def test_name_in_the_order_has_the_same_colour_in_every_picture():
    order = ("Adagrad", "Adam", "Nadam")
    assert [style.color for style in styles(["Nadam", "other"], order).values()] == [COLORS[2], COLORS[3]]
    assert styles(["else", "Adam", "Nadam"], order)["Nadam"].color == COLORS[2]


def test_labels_of_one_group_share_a_hue():
    one, other, third = styles(
        ["he_normal", "xavier", "he_uniform"], group=lambda label: label.partition("_")[0]
    ).values()
    assert (one.color, one.line) == (COLORS[0], "-")
    assert other.color == COLORS[1]
    assert third.line == "--"
    assert third.color not in COLORS


def test_more_names_than_colours_still_differ():
    names = [f"name{number}" for number in range(3 * len(COLORS))]
    assert len(set(styles(names).values())) == len(names)


@pytest.mark.parametrize("lab", LABS)
def test_every_exercise_of_a_lab_has_a_style_of_its_own_and_always_one_colour(lab):
    names = [exercise.name for exercise in find_course(Path(__file__).parent).lab(lab).exercises]
    plots = plots_of(lab)
    found = plots.styles([*names, "std 0.1", "SignDescent"])
    assert len(set(found.values())) == len(found)
    alone = [plots.styles([name])[name].color for name in names if "_" not in name]
    assert alone == [found[name].color for name in names if "_" not in name]


def test_module_without_checks_beside_it_names_no_exercise(tmp_path):
    assert recorded_exercises(str(tmp_path / "plots.py")) == ()


#: What people without one kind of cone see of linear RGB (Machado, Oliveira & Fernandes 2009).
COLOUR_BLIND = {
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def seen(colour: str, kind: str) -> np.ndarray:
    return np.clip(np.array(COLOUR_BLIND[kind]) @ linear(colour), 0, 1) ** (1 / 2.2)


def contrast_to_white(colour: str) -> float:
    return float(1.05 / (linear(colour) @ (0.2126, 0.7152, 0.0722) + 0.05))
