"""An exercise's run on a data set: what the student's process is asked, and how what came back is judged.

A run is made a second time, in a fresh process, for one of two reasons, and never a third time:

- It missed a threshold by a hair (grader.judge.thresholds): again with another network and other shuffles. Nothing is
  gained by being random: only runs that fall short by less than the luck of the draw get a second one, the second
  run's seeds are as secret as the first's, and no process learns how well it did or which of its runs this is.
- It used up its CPU time while other runs kept cores busy, which makes a second of computing worth up to 1.6 times less
  on hyper-threads and in shared caches: again with the same seeds, while no other run is made.

The second run counts where it earns more than the first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from grader.core.records import CaseVerdict, Limits, Observation, Question
from grader.course.exercise import Exercise
from grader.grading import training_data
from grader.grading.context import Grading
from grader.grading.notebook_runner import AgainError, Execution
from grader.grading.slots import Turn
from grader.judge.score import accuracy_verdict, case_verdict
from grader.judge.thresholds import just_below

#: Hands questions out, is sent an iterator over their answers, and returns the verdict on the run.
Asking = Generator[list[Question], Iterator[Observation], CaseVerdict]


@dataclass(frozen=True)
class Run:
    """A run that is over. reached: its accuracy, or None. alone: no other run was made meanwhile."""

    case: CaseVerdict
    reached: float | None
    got: Observation
    alone: bool

    def near(self, thresholds: Sequence[float], images: int) -> bool:
        """Whether it missed one by a hair."""
        return self.reached is not None and just_below(self.reached, thresholds, images)

    def crowded_out(self, limits: Limits) -> bool:
        """Whether it used up its CPU time beside other runs."""
        return self.got.status == "timed out" and self.got.cpu >= limits.cpu and not self.alone


@dataclass(frozen=True)
class Earlier:
    """A first run that is made again. near: because it missed a threshold by a hair, so with another seed."""

    run: Run
    near: bool

    def better(self, second: Run) -> CaseVerdict:
        """The verdict that counts, which tells of both."""
        chosen = second if second.case.earned > self.run.case.earned else self.run
        if self.near:
            told = f"{self.run.reached:.2%}, then {_percent(second.reached)} with another seed"
        else:
            told = "made twice: the first time it used up its time beside other runs, the second time it was alone"
        return replace(chosen.case, message=f"{chosen.case.message} ({told})")


def train(grading: Grading, exercise: Exercise, execution: Execution, used: set[str]) -> Asking:
    """A run on the data set, with the student's own optimizer where that is right; judged by accuracy.

    used: gains the name of the data set. Raises AgainError for a second run.
    """
    plan = exercise.training
    assert plan is not None
    data, seed = grading.data, grading.seed
    used.add(data.name)
    labels = training_data.held_out_labels(data, seed)
    judged = execution.verdicts.get(plan.own)
    own = judged is not None and judged.status == "right"
    earlier: Earlier | None = execution.noted.get(exercise.name)
    inputs = grading.jobs.get(exercise.name, own, lambda: training_data.job(plan, data, seed, own))
    inputs = _inputs(grading, exercise, own, inputs, earlier)
    with _turn(grading, execution, earlier) as turn:
        answers = yield [Question(exercise.name, exercise.probe_name, inputs, plan.limits)]
        got = next(answers)
    label, thresholds = f"accuracy on {data.name}", plan.thresholds[data.name]
    reached = training_data.accuracy(got, labels)
    if got.status != "ok":
        case = case_verdict(label, seed.name, plan.weight, got, None, public=False)
    elif reached is None:
        told = f"{label}: predict gave no label for each of the {len(labels)} held-out images"
        case = CaseVerdict(label, seed.name, "wrong", plan.weight, 0.0, told)
    else:
        optimizer = f"your own {plan.own}" if own else f"the given {plan.fallback}"
        case = accuracy_verdict(data.name, seed.name, plan.weight, reached, thresholds, optimizer)
    run = Run(case, reached, got, turn.alone)
    return _settled(exercise, execution, earlier, run, plan.limits, thresholds, len(labels))


def compete(
    grading: Grading, exercise: Exercise, execution: Execution, cases: Sequence[CaseVerdict], used: set[str]
) -> Asking:
    """A challenge's run on the data set, made whatever the contract found unless that ended the process.

    used: gains the name of the data set. Raises AgainError for a second run.
    """
    plan = exercise.contest
    assert plan is not None
    data, seed = grading.data, grading.seed
    earlier: Earlier | None = execution.noted.get(exercise.name)
    if cases[-1].status in ("timed out", "out of memory", "killed"):
        told = "not run: the contract's own small run did not come to its end"
        none = CaseVerdict(f"accuracy on {data.name}", seed.name, cases[-1].status, plan.weight, 0.0, told)
        return earlier.run.case if earlier else none
    used.add(data.name)
    inputs = grading.jobs.get(exercise.name, True, lambda: training_data.contest_job(data, seed))
    inputs = _inputs(grading, exercise, True, inputs, earlier)
    limits = plan.limits(data.name)
    with _turn(grading, execution, earlier) as turn:
        answers = yield [Question(exercise.name, exercise.probe_name, inputs, limits)]
        got = next(answers)
    case = training_data.contest_verdict(plan, data, seed, got)
    run = Run(case, case.accuracy, got, turn.alone)
    tiers = [tier.accuracy for tier in plan.tiers[data.name]]
    return _settled(exercise, execution, earlier, run, limits, tiers, len(data.test_labels))


def _inputs(
    grading: Grading, exercise: Exercise, own: bool, first: dict[str, Any], earlier: Earlier | None
) -> dict[str, Any]:
    """What the run is handed: other seeds after one that missed by a hair."""
    if earlier is None or not earlier.near:
        return first
    make = partial(training_data.once_more, first, grading.data, grading.seed)
    return grading.jobs.get(exercise.name, own, make, again=True)


@contextmanager
def _turn(grading: Grading, execution: Execution, earlier: Earlier | None) -> Iterator[Turn]:
    """Around a run: it waits for its turn, and the budget of the notebook counts neither."""
    with grading.turns.take(alone=earlier is not None and not earlier.near) as turn, execution.uncounted():
        yield turn


def _settled(
    exercise: Exercise,
    execution: Execution,
    earlier: Earlier | None,
    run: Run,
    limits: Limits,
    thresholds: Sequence[float],
    images: int,
) -> CaseVerdict:
    """The verdict that counts, or AgainError where the run is to be made a second time."""
    if earlier is not None:
        return earlier.better(run)
    near = run.near(thresholds, images)
    if near or run.crowded_out(limits):
        execution.noted[exercise.name] = Earlier(run, near)
        raise AgainError
    return run.case


def _percent(accuracy: float | None) -> str:
    return "no accuracy" if accuracy is None else f"{accuracy:.2%}"
