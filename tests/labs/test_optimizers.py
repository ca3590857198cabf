"""The text of lab 06_optimizers: its rhythm, what it promises of the exercises, and its experiments."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from grader import datasets
from tests.pictures import plots_of
from grader.authoring.build import stub
from grader.course.exercise import Exercise
from grader.course.loader import SLOT, find_course

mpl.use("Agg")

LAB = find_course(Path(__file__)).lab("06_optimizers")
PLOTS = plots_of(LAB.name)
NAMES = [exercise.name for exercise in LAB.exercises]
SECTIONS = dict(re.findall(r"^## (\w+): (.*?)(?=^## |\Z)", LAB.prose, re.MULTILINE | re.DOTALL))
EXPERIMENT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[experiment\]\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
RHYTHM = ("**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**")


def test_there_is_a_section_for_each_exercise_in_the_order_of_the_story() -> None:
    assert [
        *("GradientDescent", "Momentum", "MomentumEMA", "Nesterov", "NesterovLookahead", "Adagrad"),
        *("RMSprop", "Adadelta", "Adam", "AdamW", "Nadam", "train_mnist"),
    ] == NAMES
    assert list(SECTIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_section_has_the_rhythm(name: str) -> None:
    section = SECTIONS[name]
    places = [section.index(mark) for mark in RHYTHM]
    assert places == sorted(places)
    assert SLOT.findall(section) == [name]
    assert section.count("<details>") == section.count("</details>") == 1
    look = section[section.index("**Look.**") :]
    assert EXPERIMENT.search(look), "nothing to look at"
    words = re.sub(r"```.*?```", "", section, flags=re.DOTALL).split()
    assert 150 < len(words) < 600, "about a screen"


@pytest.mark.parametrize("exercise", LAB.exercises, ids=lambda exercise: exercise.name)
def test_the_conventions_give_the_defaults_of_the_exercise(exercise: Exercise) -> None:
    parameters = inspect.signature(exercise.task).parameters
    defaults = {name: p.default for name, p in parameters.items() if p.default is not inspect.Parameter.empty}
    box = re.search(r"^> \*\*Conventions\.\*\*(.*)$", SECTIONS[exercise.name], re.MULTILINE)
    assert box is not None
    said = {}
    for code in re.findall(r"Defaults?[^`]*(?:`torch[^`]*`[^`]*)?`([^`]+)`", box[1]):
        said.update(eval(f"dict({code})", {}))
    assert {name: defaults[name] for name in said} == said
    must = {"lr", "momentum", "beta", "betas", "eps", "rho", "alpha", "weight_decay", "momentum_decay"}
    unsaid = set(defaults) & must - set(said)
    assert not [name for name in unsaid if not re.search(rf"`{name}`", box[1]) and defaults[name]], unsaid


@pytest.mark.parametrize("name", NAMES)
def test_experiments_use_the_optimizers_by_name_and_implement_none(name: str) -> None:
    for code in EXPERIMENT.findall(SECTIONS[name]):
        assert not re.search(r"^\s*(class|def|for|while)\b", code, re.MULTILINE)
        assert "plots." in code


def run_experiments(answers: dict[str, str]) -> None:
    """Run setup, answers and every experiment in one namespace, as a notebook does."""
    given: dict[str, Any] = {"np": np, "plots": PLOTS}
    for name in NAMES:
        exec(answers[name], given)
        for code in EXPERIMENT.findall(SECTIONS[name]):
            exec(code, given)


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of MNIST: images whose brightest row tells the digit, and the lab's given.py."""
    labels = np.arange(300) % 10
    images = np.random.default_rng(0).integers(0, 99, (300, 784)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[28 * label : 28 * label + 28] += 150
    parts = {"train_images": images, "train_labels": labels, "test_images": images, "test_labels": labels}
    monkeypatch.setattr(datasets, "load", lambda: SimpleNamespace(name="three hundred", **parts))
    monkeypatch.setitem(sys.modules, "given", LAB.given)


@pytest.fixture(autouse=True)
def _no_figures() -> Any:
    plt.close("all")
    yield
    plt.close("all")


def titles() -> list[str]:
    return [plt.figure(number).get_suptitle() for number in plt.get_fignums()]


@pytest.mark.slow
@pytest.mark.usefixtures("few_digits")
def test_with_the_solutions_every_experiment_draws_and_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    run_experiments({exercise.name: exercise.text for exercise in LAB.exercises})
    assert "not ready" not in capsys.readouterr().out
    experiments = sum(len(EXPERIMENT.findall(section)) for section in SECTIONS.values())
    assert len(titles()) == experiments
    assert titles()[4].startswith("One method, seen from two points: φ and θ + μv differ by at most")
    assert titles()[-1] == "Plain descent is left behind by all the others (three hundred, 300 images)"


@pytest.mark.usefixtures("few_digits")
def test_with_the_stubs_every_experiment_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    run_experiments({exercise.name: stub(exercise) for exercise in LAB.exercises})
    said = capsys.readouterr().out
    for name in NAMES:
        assert re.search(rf"\b{name}\b.* not ready yet: ", said), name
    assert titles() == ["An average that starts at 0 is too small, for about 1 / (1 − β) steps"]  # noqa: RUF001
