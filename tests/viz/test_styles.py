"""Colours, lines, and a package that is cheap to import."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import numpy as np

from grader.viz.styles import OPTIMIZER_STYLES, owner, styles


def test_importing_loads_no_drawing_library():
    code = "import sys, grader.viz; print(*({'matplotlib', 'tqdm', 'torch', 'IPython'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_label_belongs_to_the_longest_name_it_starts_with():
    assert owner("Adam, eps 1e-4") == "Adam"
    assert owner("AdamW") == "AdamW"
    assert owner("NesterovLookahead") == "NesterovLookahead"
    assert owner("something else") == "something else"


def test_each_optimizer_has_a_colour_of_its_own_that_shows_on_white():
    colours = [style.color for style in OPTIMIZER_STYLES.values()]
    assert len(set(colours)) == len(colours)
    for name, colour in zip(OPTIMIZER_STYLES, colours, strict=True):
        assert contrast_to_white(colour) > 1.9, name


def test_optimizers_that_look_alike_to_the_colour_blind_have_different_lines():
    for (one, a), (other, b) in combinations(OPTIMIZER_STYLES.items(), 2):
        near = min(np.linalg.norm(seen(a.color, kind) - seen(b.color, kind)) for kind in COLOUR_BLIND)
        assert near > 0.12 or a.line != b.line, (one, other, near)


def test_a_second_label_of_one_optimizer_gets_another_line_and_brightness():
    found = styles(["Adam, eps 1e-8", "RMSprop", "Adam, eps 1e-4", "Adam, eps 1e-2"])
    assert found["Adam, eps 1e-8"] == OPTIMIZER_STYLES["Adam"]
    assert found["RMSprop"] == OPTIMIZER_STYLES["RMSprop"]
    own = [style for label, style in found.items() if label.startswith("Adam")]
    assert len({style.color for style in own}) == len({style.line for style in own}) == 3


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
