"""Test retries of training runs: just below a threshold or timed out beside others, once, in a fresh process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.core.records import CaseVerdict, Cell, CellResult, Observation, Question, Submission, Verdict
from grader.course.loader import find_course, released_notebook
from grader.course.seeds import secret_seed
from grader.course.training import Contest, Tier
from grader.datasets import DataSet
from grader.grading import training_data, training_run
from grader.grading.context import GradingContext, TrainingInputs
from grader.grading.grade import grade_submission
from grader.grading.notebook_runner import NotebookRun
from grader.grading.slots import TrainingSlots
from grader.sandbox import Sandbox
from grader.submission.read import merge_notebook
from tests.grading.test_training_data import plan

SEED = secret_seed(b"runs of their own")
IMAGES = 1000
CELLS = (Cell("setup", "given", "import"), Cell("check-fit", "check", "check(fit)", "fit"))
TIMED_OUT = Observation("timed out", limit="used 60.2 s, 0.2 s over the limit of 60 s, of CPU time", cpu=60.2)


def data() -> DataSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (IMAGES, 4), dtype=np.uint8)
    return DataSet("digits", images[:10], np.arange(10), images, np.arange(IMAGES) % 10, "a test")


def right(share: float, **more: Any) -> Observation:
    """Make the result of a run with this accuracy on the held-out images."""
    labels = training_data.held_out_labels(data(), SEED)
    answers = np.where(np.arange(IMAGES) < round(share * IMAGES), labels, (labels + 1) % 10)
    return Observation(**{"values": {"predictions": answers}, "cpu": 12.0, **more})


class Process:
    """A fake process whose runs end with the given results in order."""

    killed_from_outside = broke_off = short_of_room = False
    left_out = ()
    spent = 0.0

    def __init__(self, ends: list[Observation], asked: list[Any]) -> None:
        self.ends, self.asked, self.alive = ends, asked, True
        asked.append("open")

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *exc: object) -> None:
        self.alive = False

    def run_cell(self, source: str, cell_id: str, limits: Any = None) -> CellResult:
        return CellResult()

    def probes(self, questions: Sequence[Question]) -> Iterator[Observation]:
        for question in questions:
            self.asked.append(question.inputs)
            end = self.ends.pop(0)
            self.alive = end.status != "timed out"
            yield end


def run(kind: str, *ends: Observation, slots: TrainingSlots | None = None) -> tuple[CaseVerdict, list[Any]]:
    """The verdict on runs that end so, and what was asked: "open" for each process, the inputs of each run."""
    training_plan = plan(thresholds={"digits": (0.7, 0.9)})
    tiers = (Tier("bronze", 0.7, 0.4), Tier("gold", 0.9, 1.0))
    contest = Contest({"digits": tiers}, {"digits": 60.0}, weight=3, calibration="none")
    exercise: Any = SimpleNamespace(
        name="fit",
        training=training_plan if kind == "train" else None,
        contest=contest if kind == "compete" else None,
        probe_name="fit",
        facts=None,
    )
    lab = SimpleNamespace(given=None)
    context: Any = SimpleNamespace(
        data=data(), lab=lab, seed=SEED, slots=slots or TrainingSlots(2), inputs=TrainingInputs()
    )
    asked: list[Any] = []
    left = list(ends)
    first: training_run.TrainingRun | None = None
    notebook = NotebookRun(Submission("s", "lab", "0", CELLS), lambda: Process(left, asked))
    with closing(notebook.check_cells()) as check_cells:
        for _, process in check_cells:
            made = training_run.train(context, exercise, process, {}, first)
            if made.repeat and first is None:
                first = made
                notebook.restart_for("fit", process)
            else:
                case = training_run.better_of(first, made)
                notebook.verdicts["fit"] = Verdict("fit", "right", 0, 1, cases=(case,))
    assert left == [], "a run that was never made"
    return notebook.verdicts["fit"].cases[0], asked


@pytest.mark.parametrize("kind", ["train", "compete"])
@pytest.mark.parametrize("share", [0.9, 0.95, 0.84, 0.6, 0.05])
def test_run_far_from_every_threshold_is_made_once(kind: str, share: float) -> None:
    case, asked = run(kind, right(share))
    assert asked[0] == "open"
    assert len(asked) == 2
    assert case.earned == (1.0 if share >= 0.9 else 0.0 if share < 0.7 else 0.5 if kind == "train" else 0.4)
    assert "another seed" not in case.message


@pytest.mark.parametrize("kind", ["train", "compete"])
@pytest.mark.parametrize(
    ("first", "second", "counts"), [(0.891, 0.905, 0.905), (0.891, 0.895, 0.891), (0.891, 0.5, 0.891), (0.68, 0.7, 0.7)]
)
def test_run_just_below_a_threshold_is_repeated_and_the_better_counts(
    kind: str, first: float, second: float, counts: float
) -> None:
    case, asked = run(kind, right(first), right(second))
    assert [each for each in asked if isinstance(each, str)] == ["open", "open"], "in a fresh process"
    alone, _ = run(kind, right(counts)) if counts >= 0.9 else (case, None)
    assert case.earned == alone.earned
    assert case.message.startswith(f"{counts:.2%} of the held-out images of digits right")
    assert case.message.endswith(f" ({first:.2%}, then {second:.2%} with another seed)")
    assert case.accuracy == (counts if kind == "compete" else None)


@pytest.mark.parametrize("kind", ["train", "compete"])
def test_second_run_has_the_same_images_and_other_seeds(kind: str) -> None:
    _, (_, one, _, other) = run(kind, right(0.895), right(0.895))
    assert one.keys() == other.keys()
    assert {key for key in one if not np.array_equal(one[key], other[key])} == {"seed", "shuffle"}
    again = training_data.once_more(one, data(), SEED)
    assert (again["seed"], again["shuffle"]) == (other["seed"], other["shuffle"]), "the same when it is graded again"
    elsewhere = training_data.once_more(one, data(), secret_seed(b"another course"))
    assert elsewhere["seed"] != other["seed"]


@pytest.mark.parametrize("kind", ["train", "compete"])
@pytest.mark.parametrize("second", [TIMED_OUT, Observation("raised", error="ValueError: no")])
def test_second_run_that_fails_leaves_the_first_result(kind: str, second: Observation) -> None:
    case, _ = run(kind, right(0.895), second)
    assert case.earned == (0.5 if kind == "train" else 0.4)
    assert case.message.endswith(" (89.50%, then no accuracy with another seed)")


class Crowded(TrainingSlots):
    """Fake slots, of which only the exclusive ones are alone."""

    def acquire(self, alone: bool = False) -> Any:
        self.asked = [*getattr(self, "asked", []), alone]
        slot = super().acquire(alone)
        return slot if alone else _beside(slot)


class _beside:  # noqa: N801
    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __enter__(self) -> Any:
        found = self._slot.__enter__()
        found.alone = False
        return found

    def __exit__(self, *exc: Any) -> Any:
        return self._slot.__exit__(*exc)


@pytest.mark.parametrize("kind", ["train", "compete"])
def test_run_timed_out_beside_others_is_repeated_alone(kind: str) -> None:
    slots = Crowded(2)
    case, (_, one, _, other) = run(kind, TIMED_OUT, right(0.95), slots=slots)
    assert slots.asked == [False, True]
    assert one is other, "with the same seeds"
    assert case.earned == 1.0
    assert case.message.endswith(
        " (made twice: the first time it used up its time beside other runs, the second time it was alone)"
    )
    case, _ = run(kind, TIMED_OUT, TIMED_OUT, slots=Crowded(2))
    assert (case.status, case.earned) == ("timed out", 0.0)


@pytest.mark.parametrize("kind", ["train", "compete"])
def test_run_timed_out_alone_is_not_repeated(kind: str) -> None:
    case, asked = run(kind, TIMED_OUT)
    assert (case.status, len(asked)) == ("timed out", 2)
    assert "over the limit of 60 s, of CPU time" in case.message


@pytest.mark.parametrize("kind", ["train", "compete"])
def test_run_timed_out_without_computing_is_not_repeated(kind: str) -> None:
    slept = Observation("timed out", error="took 361.0 s, 1.0 s over the limit of 360 s, in all", cpu=0.1)
    case, asked = run(kind, slept, slots=Crowded(2))
    assert (case.status, len(asked)) == ("timed out", 2)


def test_checkpoint_just_below_a_threshold_is_repeated() -> None:
    kept = right(0.895, status="timed out", values={"kept": right(0.895).values["predictions"].astype(np.uint8)})
    case, asked = run("compete", kept, right(0.93))
    assert asked.count("open") == 2
    assert (case.earned, case.accuracy) == (1.0, 0.93)


@pytest.mark.slow
def test_real_run_just_below_a_threshold_is_made_twice_with_the_same_verdict_each_time() -> None:
    course = find_course(Path(__file__).parent)
    lab = course.lab("06_optimizers")
    exercise = lab.exercise("train_mnist")
    plan = exercise.training
    assert plan is not None
    near = replace(plan, thresholds={"mnist-5k": (0.5, 0.93)})  # the solution reaches 91 to 92.5 %
    released, solved = released_notebook(course, lab), json.loads(lab.notebook.read_text())
    submission = merge_notebook(solved, lab.name, released, "s")
    object.__setattr__(exercise, "training", near)
    try:
        with Sandbox(lab.libraries) as sandbox:
            grading = GradingContext(course, lab, sandbox, SEED, "mnist-5k")
            grades = [grade_submission(grading, submission) for _ in range(2)]
    finally:
        object.__setattr__(exercise, "training", plan)
    one, other = (next(v for v in grade.exercises if v.name == "train_mnist") for grade in grades)
    expected = r"9\d\.\d0% of the held-out images .* \((9[012]\.\d0)%, then (9\d\.\d0)% with another seed\)"
    found = re.fullmatch(expected, one.message)
    assert found, one.message
    assert found[1] != found[2]
    assert (one.status, one.points, one.message) == (other.status, other.points, other.message)
    assert all(v.points == v.max_points for v in grades[0].exercises if v.name != "train_mnist")
