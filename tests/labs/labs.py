"""The labs of the course, their known numbers, and their experiments run in this process."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from grader import datasets
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab, find_course, load_module
from grader.course.reference import Reference
from grader.course.variants import Case

mpl.use("Agg")

COURSE: Course = find_course(Path(__file__).parent)
LABS: list[Lab] = list(COURSE.labs.values())
EXERCISES = [(lab, exercise) for lab in LABS for exercise in lab.exercises]
_TABLES = Path(__file__).with_name("known_numbers")
#: What draws. A cell that only defines a function for later ones has no call at its top level.
DRAWS = re.compile(r"^(?:[\w, ]+ = )?(?:viz|plots|plt)\.(\w+)\(", re.MULTILINE)
#: What prints a table instead.
PRINTS = {"typed_runs", "log_table"}


@dataclass(frozen=True)
class KnownNumber:
    """A result that was computed elsewhere, or follows from the formula.

    name: what it is, for the test's id.
    compute: from the lab's solutions by name (and `given`) to an array, a text, or a tuple of them.
    expected: what it must give, in the same form.
    rtol, atol: tolerances; both 0: exactly equal.
    mistake: (exercise, name of one of its known mistakes) that takes the solution's place, or None.
    """

    name: str
    compute: Any
    expected: Any
    rtol: float = 0.0
    atol: float = 0.0
    mistake: tuple[str, str] | None = None


@dataclass(frozen=True)
class Drawn:
    """What a random task draws for a layer of 784 inputs and 256 outputs.

    std: standard deviation, from the numbers of inputs and outputs.
    largest: the largest size for 784 and 256, or None where the distribution has no end.
    kurtosis: excess kurtosis.
    """

    std: Any
    largest: float | None
    kurtosis: float


@dataclass(frozen=True)
class Known:
    """What is known of one lab, from known_numbers/LAB.py; all of it optional.

    numbers: golden results.
    draws: statistics, by exercise.
    titles: patterns; each matches the title of a figure that the solved notebook draws from three hundred digits.
    printed: patterns; each is found in what the solved notebook's experiments print.
    shorter: replacements in experiments, so that they take a moment.
    drawn_by_stubs: titles of the figures that need no answer.
    said_by_stubs: sentences that the experiments of the notebook as handed out say.
    helpers: functions that experiments define for themselves.
    eager: whether experiments use answers by their bare names, so that Python itself says which one is not defined.
    """

    numbers: tuple[KnownNumber, ...] = ()
    draws: Mapping[str, Drawn] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    shorter: Mapping[str, str] = field(default_factory=dict)
    drawn_by_stubs: tuple[str, ...] = ()
    said_by_stubs: tuple[str, ...] = ()
    helpers: frozenset[str] = frozenset()
    eager: bool = False


@cache
def known(name: str) -> Known:
    """What is known of a lab."""
    path = _TABLES / f"{name}.py"
    if not path.exists():
        return Known()
    found: Known = load_module(path, f"known_numbers_{name}").KNOWN
    return found


def every_lab(slow: Collection[str] = (), without: Collection[str] = ()) -> pytest.MarkDecorator:
    """Run a test once per lab, as `lab`. slow: labs where it takes long; without: labs that it is not for."""
    marks = {name: [pytest.mark.slow] for name in slow}
    rows = [pytest.param(lab, id=lab.name, marks=marks.get(lab.name, ())) for lab in LABS if lab.name not in without]
    return pytest.mark.parametrize("lab", rows)


def every_exercise(*probes: str) -> pytest.MarkDecorator:
    """Run a test once per exercise, as `lab` and `exercise`. probes: names; default: exercises of every probe."""
    chosen = [(lab, e) for lab, e in EXERCISES if not probes or e.probe_name in probes]
    return pytest.mark.parametrize(("lab", "exercise"), [pytest.param(lab, e, id=e.name) for lab, e in chosen])


def every_case(*probes: str) -> pytest.MarkDecorator:
    """Run a test once per case, as `lab`, `exercise` and `case`. probes: names; default: exercises of every probe."""
    chosen: list[tuple[Lab, Exercise, Case]] = [
        (lab, e, case) for lab, e in EXERCISES if not probes or e.probe_name in probes for case in e.cases
    ]
    rows = [pytest.param(lab, e, case, id=f"{e.name}-{case.name}") for lab, e, case in chosen]
    return pytest.mark.parametrize(("lab", "exercise", "case"), rows)


def solutions(lab: Lab, mistake: tuple[str, str] | None = None) -> SimpleNamespace:
    """The lab's solutions by name, and `given`. mistake: (exercise, known mistake) in the solution's place."""
    tasks: dict[str, Any] = {exercise.name: exercise.task for exercise in lab.exercises}
    if mistake is not None:
        name, which = mistake
        (edits,) = [wrong.edits for wrong in lab.exercise(name).wrong if wrong.name == which]
        tasks[name] = Reference(lab.exercise(name), lab.given).compile(edits)
    return SimpleNamespace(**tasks, given=lab.given)


def sections(lab: Lab) -> dict[str, str]:
    """The text of each section of lab.md whose heading begins with an exercise, by that name, in order."""
    found = re.findall(r"^## (\w+): (.*?)(?=^## |\Z)", lab.prose, re.MULTILINE | re.DOTALL)
    return dict(found)


def notebook_cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook, their sources as one text."""
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def role(cell: Mapping[str, Any]) -> str:
    """What a cell is for: given, solution, check, experiment, or ""."""
    return str(cell["metadata"].get("descent", {}).get("role", ""))


def experiments_of(lab: Lab) -> list[dict[str, Any]]:
    """The cells of a lab that show something."""
    return [cell for cell in notebook_cells(lab.notebook) if role(cell) == "experiment"]


@dataclass(frozen=True)
class Shown:
    """What an experiment showed.

    cell: the cell's id.
    section: the exercise whose answer cell is the last one above it.
    draws: whether its source draws at the top level.
    text: what it printed.
    titles: of the figures that it drew.
    """

    cell: str
    section: str
    draws: bool
    text: str
    titles: tuple[str, ...]

    @property
    def unready(self) -> list[str]:
        """Its lines that say that something is not ready yet, without a progress bar before them."""
        return [line.rpartition("\r")[2].strip() for line in self.text.splitlines() if "not ready yet" in line]


def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace every data set by three hundred images whose brightest row tells the digit."""
    labels = np.arange(300) % 10
    images = np.random.default_rng(0).integers(0, 99, (300, 784)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[28 * label : 28 * label + 28] += 150
    parts = {"train_images": images, "train_labels": labels, "test_images": images, "test_labels": labels}
    digits = SimpleNamespace(name="three hundred", **parts)
    monkeypatch.setattr(datasets, "load", lambda name="three hundred": digits)


@contextlib.contextmanager
def handed_out(folder: Path) -> Iterator[None]:
    """Let the modules that lie beside a notebook be imported by their names; forget them afterwards."""
    names = [path.stem for path in folder.glob("*.py")]
    before: dict[str, ModuleType] = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = writes
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def run_experiments(lab: Lab, notebook: Path) -> list[Shown]:
    """Run a notebook in one namespace, checks left out, and observe its experiments."""
    names: dict[str, Any] = {}
    shown = []
    section = ""
    plt.close("all")
    with handed_out(notebook.parent):
        for cell in notebook_cells(notebook):
            if cell["cell_type"] == "code" and role(cell) in ("given", "solution"):
                exec(compile(cell["source"], cell["id"], "exec"), names)
                section = cell["id"]
            elif role(cell) == "experiment":
                shown.append(run_experiment(cell, section, names, known(lab.name).shorter))
    return shown


def run_experiment(cell: Mapping[str, Any], section: str, names: dict[str, Any], shorter: Mapping[str, str]) -> Shown:
    """Run one experiment in a namespace. shorter: replacements in its source."""
    source = cell["source"]
    for long, short in shorter.items():
        source = source.replace(long, short)
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(source, cell["id"], "exec"), names)
        titles = tuple(plt.figure(number).get_suptitle() for number in plt.get_fignums())
    finally:
        plt.close("all")
    return Shown(cell["id"], section, bool(set(DRAWS.findall(source)) - PRINTS), printed.getvalue(), titles)


def plot_function(lab: Lab, name: str) -> Any:
    """A function that draws, as the lab's notebook finds it: of its own plots.py, or of grader.viz."""
    from grader import viz

    own = lab.path / "plots.py"
    if own.exists():
        with handed_out(lab.path):
            module = load_module(own, f"_plots_of_{lab.name}")
        if hasattr(module, name):
            return getattr(module, name)
    return getattr(viz, name)


def differences(loss: Any, array: np.ndarray, h: float = 1e-6) -> np.ndarray:
    """dloss/darray by central differences; the array is changed and put back."""
    slope = np.empty_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + h
        above = loss()
        array[index] = before - h
        below = loss()
        array[index] = before
        slope[index] = (above - below) / (2 * h)
    return slope
