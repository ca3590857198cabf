"""The challenge: its contract on every reference, the tiers in its prose, and real runs that earn them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from grader import datasets
from grader.authoring.proof.reference_checks import FEW
from grader.core.limits import Limits
from grader.course.exercise import Exercise
from grader.course.loader import Lab, load_module
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.course.training import Contest
from grader.grading import training_data
from grader.probes.context import Context
from grader.probes.observe import observe
from grader.sandbox import Sandbox
from tests.labs.labs import COURSE

LAB: Lab = COURSE.lab("11_mnist_challenge")
CHALLENGE: Exercise = LAB.exercise("train")
REFERENCES = LAB.path / "exercises" / "references"


def contest() -> Contest:
    assert CHALLENGE.contest is not None
    return CHALLENGE.contest


def test_contract_has_the_same_facts_for_every_reference() -> None:
    reference = Reference(CHALLENGE, LAB.given)
    for case, seed in ((CHALLENGE.cases[0], PUBLIC), (CHALLENGE.cases[1], FEW[0])):
        expected = reference.expected(case, seed)
        assert expected.status == "ok", expected.error
        answers = {label: value.item() for label, value in expected.values.items()}
        assert all(value is True for value in answers.values() if isinstance(value, bool))
        assert len(answers) == 13


def test_prose_states_the_tiers_and_budgets_of_the_exercise() -> None:
    head = re.search(r"^\| tier \|(.*)\| share of the run's points \|$", LAB.prose, re.MULTILINE)
    assert head is not None
    columns = re.findall(r"`([\w-]+)`, (\d+) s", head[1])
    assert {name: float(seconds) for name, seconds in columns} == contest().budget
    rows = re.findall(r"^\| (bronze|silver|gold) \| ([\d.]+) % \| ([\d.]+) % \| (\d+) % \|$", LAB.prose, re.MULTILINE)
    for i, (dataset, _) in enumerate(columns, start=1):
        stated = [(row[0], round(float(row[i]) / 100, 6), int(row[3]) / 100) for row in rows]
        assert stated == [(tier.name, tier.accuracy, tier.share) for tier in contest().tiers[dataset]]
    for seconds in contest().budget.values():
        assert f"{seconds:g} s where" in LAB.prose


def test_calibration_lies_on_the_right_sides_of_the_tiers() -> None:
    """The figures written down: of each data set and reference the lowest and the highest of ten seeds, in per cent."""
    found = re.findall(r"(small|good|best) ([\d.]+) to ([\d.]+)", contest().calibration)
    assert len(found) == 6
    for dataset, runs in zip(("mnist", "mnist-5k"), (found[:3], found[3:]), strict=True):
        tiers = contest().tiers[dataset]
        for (name, low, high), tier, above in zip(runs, tiers, [*tiers[1:], None], strict=True):
            assert tier.accuracy < float(low) / 100, (dataset, name)
            assert above is None or float(high) / 100 < above.accuracy, (dataset, name)


def test_rubric_and_report_have_the_same_points() -> None:
    marks = re.search(r'^\+\+\+ \{"tags": \["written"\], "name": "report", "points": (\d+)\}$', LAB.prose, re.MULTILINE)
    assert marks is not None
    assert f"this rubric ({marks[1]} points)" in LAB.prose
    rows = [line for line in LAB.prose.splitlines() if line.startswith(("| **Process**", "| **Evidence**", "| **Reas"))]
    assert 2 * len(rows) == int(marks[1])


def test_sandbox_has_torch_for_the_torch_track() -> None:
    assert set(LAB.libraries) == {"numpy", "matplotlib", "torch"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["solution", "small", "good", "with_torch"])
def test_good_entry_keeps_the_contract_for_any_seed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room to spare: where the bounds are drawn closer, no seed of twenty brings a reference over them."""
    monkeypatch.setattr(LAB.facts, "LEARNED", 0.65)
    monkeypatch.setattr(LAB.facts, "FALLS", 0.35)
    monkeypatch.setattr(LAB.facts, "FALLS_ALONE", 0.6)
    reference, broken = Reference(CHALLENGE, LAB.given), []
    task = CHALLENGE.task
    if name != "solution":
        task = load_module(REFERENCES / f"{name}.py", f"contract_of_{name}").train
    for case in CHALLENGE.cases:
        for seed in (secret_seed(f"contract {number}".encode()) for number in range(20)):
            drawn = DrawnCase(case, seed)
            observation = observe("contest", task, reference.question(drawn).inputs, Context(probes=LAB.probes))
            assert observation.status == "ok", observation.error
            observation = reference.derive(drawn, observation)
            assert len(observation.values) == 13
            found = [label for label, fact in observation.values.items() if fact.item() is False]
            broken += [f"{case.name}, {seed.name}: {label}" for label in found]
    assert broken == []


def reached(source: str, limits: Limits | None = None) -> Any:
    """The verdict on an entry's whole run on mnist-5k, in the lab's own sandbox."""
    data, seed = datasets.load("mnist-5k"), secret_seed(b"a test's own")
    with Sandbox(LAB.libraries, allow_weak=True) as sandbox, sandbox.open(LAB.handouts) as session:
        assert session.run_cell("import numpy as np", "setup").status == "ok"
        assert session.run_cell(source, "train").status == "ok"
        job = training_data.contest_job(data, seed)
        observation = session.probe("train", "contest", job, limits or contest().limits(data.name))
    return training_data.contest_verdict(contest(), data, seed, observation)


@pytest.mark.slow
def test_small_reference_earns_bronze_in_the_sandbox() -> None:
    found = reached((REFERENCES / "small.py").read_text())
    assert (found.earned, found.status) == (0.4, "wrong"), found.message
    assert found.cpu < 10


@pytest.mark.slow
def test_torch_reference_earns_silver_in_the_same_sandbox() -> None:
    found = reached((REFERENCES / "with_torch.py").read_text())
    assert found.earned >= 0.75, found.message


@pytest.mark.slow
def test_solution_earns_gold_and_a_quarter_of_its_time_a_checkpoint() -> None:
    found = reached(CHALLENGE.text)
    assert found.earned == 1.0, found.message
    cut = reached(CHALLENGE.text, Limits(cpu=found.cpu / 4, wall=240.0, memory=4 << 30))
    assert "scored on its last checkpoint, because the run used up its time" in cut.message
    assert cut.earned >= 0.4
    assert cut.accuracy < found.accuracy
