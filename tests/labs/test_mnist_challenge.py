"""Lab 11: the log by golden numbers, the contract by its references, the prose by the exercise, tiers by real runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from grader import datasets
from tests.pictures import plots_of
from grader.grading import training_data
from grader.authoring.build import stub
from grader.course.loader import Course, Lab, find_course, load_module
from grader.authoring.proof.reference_checks import FEW
from grader.course.exercise import Contest, Exercise
from grader.probes.context import Context
from grader.probes.observe import observe
from grader.core.records import Limits
from grader.course.reference import PUBLIC, Reference, secret_seed
from grader.sandbox import Sandbox

COURSE: Course = find_course(Path(__file__).parent)
LAB: Lab = COURSE.lab("11_mnist_challenge")
PLOTS = plots_of(LAB.name)
CHALLENGE: Exercise = LAB.exercise("train")
LOG: Any = LAB.exercise("log_run").task
EXPERIMENT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[experiment\]\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
RHYTHM = ["**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**"]
REFERENCES = LAB.path / "exercises" / "references"


def contest() -> Contest:
    assert CHALLENGE.contest is not None
    return CHALLENGE.contest


def test_a_log_by_golden_numbers() -> None:
    log: list[Any] = []
    config = {"lr": 0.1, "hidden": 64}
    first = LOG(log, config, np.int64(3), [0.5, 0.75, 0.75, 0.625])
    config["lr"] = 0.01
    LOG(log, config, 4, np.array([0.5], dtype=np.float32))
    assert log[0] is first
    assert log == [
        {"run": 1, "config": {"lr": 0.1, "hidden": 64}, "seed": 3, "curve": [0.5, 0.75, 0.75, 0.625],
         "best": 0.75, "best_epoch": 2},
        {"run": 2, "config": {"lr": 0.01, "hidden": 64}, "seed": 4, "curve": [0.5], "best": 0.5, "best_epoch": 1},
    ]  # fmt: skip
    assert json.loads(json.dumps(log)) == log


def test_the_contract_asks_of_every_reference_the_same() -> None:
    reference = Reference(CHALLENGE, LAB.given)
    for case, seed in ((CHALLENGE.cases[0], PUBLIC), (CHALLENGE.cases[1], FEW[0])):
        expected = reference.expected(case, seed)
        assert expected.status == "ok", expected.error
        answers = {label: value.item() for label, value in expected.values.items()}
        assert all(value is True for value in answers.values() if isinstance(value, bool))
        assert len(answers) == 13


def test_no_answer_reaches_the_release() -> None:
    released = [path for path in (COURSE.released / LAB.name).rglob("*") if path.is_file()]
    assert {path.name for path in released} == {
        *("11_mnist_challenge.ipynb", "plots.py", "probes.py", "log_run.npz", "train.npz")
    }
    text = (COURSE.released / LAB.name / "11_mnist_challenge.ipynb").read_text()
    assert "Label smoothing changed nothing" not in text  # the model of the report
    assert "np.roll" not in text


def test_the_prose_tells_the_tiers_and_budgets_of_the_exercise() -> None:
    head = re.search(r"^\| tier \|(.*)\| share of the run's points \|$", LAB.prose, re.MULTILINE)
    assert head is not None
    columns = re.findall(r"`([\w-]+)`, (\d+) s", head[1])
    assert {name: float(seconds) for name, seconds in columns} == contest().budget
    rows = re.findall(r"^\| (bronze|silver|gold) \| ([\d.]+) % \| ([\d.]+) % \| (\d+) % \|$", LAB.prose, re.MULTILINE)
    for i, (dataset, _) in enumerate(columns, start=1):
        said = [(row[0], round(float(row[i]) / 100, 6), int(row[3]) / 100) for row in rows]
        assert said == [(tier.name, tier.accuracy, tier.share) for tier in contest().tiers[dataset]]
    for seconds in contest().budget.values():
        assert f"{seconds:g} s where" in LAB.prose


def test_the_calibration_lies_on_the_right_sides_of_the_tiers() -> None:
    """The figures written down: of each data set and reference the lowest and the highest of ten seeds, in per cent."""
    found = re.findall(r"(small|good|best) ([\d.]+) to ([\d.]+)", contest().calibration)
    assert len(found) == 6
    for dataset, runs in zip(("mnist", "mnist-5k"), (found[:3], found[3:]), strict=True):
        tiers = contest().tiers[dataset]
        for (name, low, high), tier, above in zip(runs, tiers, [*tiers[1:], None], strict=True):
            assert tier.accuracy < float(low) / 100, (dataset, name)
            assert above is None or float(high) / 100 < above.accuracy, (dataset, name)


def test_the_rubric_and_the_report_agree_on_the_points() -> None:
    marks = re.search(r'^\+\+\+ \{"tags": \["written"\], "name": "report", "points": (\d+)\}$', LAB.prose, re.MULTILINE)
    assert marks is not None
    assert f"this rubric ({marks[1]} points)" in LAB.prose
    rows = [line for line in LAB.prose.splitlines() if line.startswith(("| **Process**", "| **Evidence**", "| **Reas"))]
    assert 2 * len(rows) == int(marks[1])


@pytest.mark.parametrize("name", [exercise.name for exercise in LAB.exercises])
def test_each_section_has_the_rhythm(name: str) -> None:
    section = next(text for text in re.split(r"^(?=## )", LAB.prose, flags=re.MULTILINE) if text.startswith(f"## {name}:"))
    places = [section.index(mark) for mark in RHYTHM]
    assert places == sorted(places)
    assert section.count("<details>") == section.count("</details>") == 1


def test_torch_is_there_for_the_torch_track() -> None:
    assert set(LAB.libraries) == {"numpy", "matplotlib", "torch"}


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of MNIST: images whose brightest row tells the digit."""
    labels = np.arange(300) % 10
    images = np.random.default_rng(0).integers(0, 99, (300, 784)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[28 * label : 28 * label + 28] += 60
    parts = {"train_images": images, "train_labels": labels, "test_images": images, "test_labels": (labels + 1) % 10}
    monkeypatch.setattr(datasets, "load", lambda name: SimpleNamespace(name="three hundred", **parts))


def run_experiments(answers: dict[str, str]) -> list[str]:
    """Run answers and every experiment in one namespace, as a notebook does; the titles of what was drawn."""
    plt.close("all")
    given: dict[str, Any] = {"np": np, "plots": PLOTS}
    for source in answers.values():
        exec(source, given)
    for code in EXPERIMENT.findall(LAB.prose):
        exec(code.replace("[4, 12, 36]", "[1, 2]").replace("epochs=36", "epochs=2"), given)
    titles = [plt.figure(number).get_suptitle() for number in plt.get_fignums()]
    plt.close("all")
    return titles


@pytest.mark.usefixtures("few_digits")
def test_with_the_solutions_every_experiment_draws(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = run_experiments({exercise.name: exercise.text for exercise in LAB.exercises})
    printed = capsys.readouterr().out
    assert "not ready" not in printed
    assert re.fullmatch(r"Run [1-4] is the best of 4: \d+\.\d\d% of the validation images", first)
    assert re.fullmatch(r"\d+\.\d\d% of 300 held-out images are right \(three hundred\); would you have .*", second)
    assert "run  seed   lr  hidden    best      at    last" in printed
    assert re.search(r"^run +seed +epochs +seconds +best +at +last$", printed, re.MULTILINE)


@pytest.mark.usefixtures("few_digits")
def test_with_the_stubs_every_experiment_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_experiments({exercise.name: stub(exercise) for exercise in LAB.exercises}) == []
    lines = [line for line in capsys.readouterr().out.splitlines() if "not ready" in line]
    names = [line.rpartition("\r")[2].partition(" is not ready yet")[0].strip() for line in lines]
    assert names == ["log_run", "train", "train"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["solution", "small", "good", "with_torch"])
def test_a_good_entry_keeps_the_contract_whatever_the_seed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room to spare: where the bounds are drawn closer, no seed of twenty brings a reference over them."""
    monkeypatch.setattr(LAB.probes, "LEARNED", 0.65)
    monkeypatch.setattr(LAB.probes, "FALLS", 0.35)
    monkeypatch.setattr(LAB.probes, "FALLS_ALONE", 0.6)
    reference, broken = Reference(CHALLENGE, LAB.given), []
    task = CHALLENGE.task
    if name != "solution":
        task = load_module(REFERENCES / f"{name}.py", f"contract_of_{name}").train
    for case in CHALLENGE.cases:
        for seed in (secret_seed(f"contract {number}".encode()) for number in range(20)):
            seen = observe("contest", task, reference.inputs(case, seed), Context(probes=LAB.probes))
            assert seen.status == "ok", seen.error
            broken += [f"{case.name}, {seed.name}: {label}" for label, fact in seen.values.items() if fact.item() is False]
    assert broken == []


def reached(source: str, limits: Limits | None = None) -> Any:
    """The verdict on an entry's whole run on mnist-5k, in the lab's own sandbox."""
    data, seed = datasets.load("mnist-5k"), secret_seed(b"a test's own")
    with Sandbox(LAB.libraries, allow_weak=True) as sandbox, sandbox.open(LAB.handouts) as session:
        assert session.run_cell("import numpy as np", "setup").status == "ok"
        assert session.run_cell(source, "train").status == "ok"
        job = training_data.contest_job(data, seed)
        seen = session.probe("train", "contest", job, limits or contest().limits(data.name))
    return training_data.contest_verdict(contest(), data, seed, seen)


@pytest.mark.slow
def test_the_small_reference_earns_bronze_in_the_sandbox() -> None:
    found = reached((REFERENCES / "small.py").read_text())
    assert (found.earned, found.status) == (0.4, "wrong"), found.message
    assert found.cpu < 10


@pytest.mark.slow
def test_the_torch_track_earns_silver_in_the_same_sandbox() -> None:
    found = reached((REFERENCES / "with_torch.py").read_text())
    assert found.earned >= 0.75, found.message


@pytest.mark.slow
def test_the_solution_earns_gold_and_a_quarter_of_its_time_is_enough_for_a_checkpoint() -> None:
    found = reached(CHALLENGE.text)
    assert found.earned == 1.0, found.message
    cut = reached(CHALLENGE.text, Limits(cpu=found.cpu / 4, wall=240.0, memory=4 << 30))
    assert "scored on its last checkpoint, because the run used up its time" in cut.message
    assert cut.earned >= 0.4
    assert cut.accuracy < found.accuracy
