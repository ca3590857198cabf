"""An exercise's run on a data set: what the student's process is asked, and how what came back is judged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from grader import training
from grader.execution import Execution
from grader.exercise import Exercise
from grader.judge.score import accuracy_verdict, case_verdict
from grader.records import CaseVerdict, Observation, Question

if TYPE_CHECKING:
    from grader.grade import Grading

#: Hands questions out, is sent an iterator over their answers, and returns the verdict on the run.
Asking = Generator[list[Question], Iterator[Observation], CaseVerdict]


class Jobs:
    """The inputs of runs, made once for the whole class; tens of megabytes each."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, bool], dict[str, Any]] = {}
        self._lock = threading.Lock()

    def get(self, exercise: str, own: bool, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The inputs of an exercise's run, with the student's own optimizer or without."""
        with self._lock:
            if (exercise, own) not in self._made:
                self._made[exercise, own] = make()
            return self._made[exercise, own]


def train(grading: Grading, exercise: Exercise, execution: Execution, used: set[str]) -> Asking:
    """A run on the data set, with the student's own optimizer where that is right; judged by accuracy.

    used: gains the name of the data set.
    """
    plan = exercise.training
    assert plan is not None
    data, seed = grading.data, grading.seed
    used.add(data.name)
    labels = training.held_out_labels(data, seed)
    judged = execution.verdicts.get(plan.own)
    own = judged is not None and judged.status == "right"
    inputs = grading.jobs.get(exercise.name, own, lambda: training.job(plan, data, seed, own))
    with execution.uncounted(), grading.turns:
        answers = yield [Question(exercise.name, exercise.probe.__name__, inputs, plan.limits)]
        got = next(answers)
    label = f"accuracy on {data.name}"
    if got.status != "ok":
        return case_verdict(label, seed.name, plan.weight, got, None, public=False)
    reached = training.accuracy(got, labels)
    if reached is None:
        told = f"{label}: predict gave no label for each of the {len(labels)} held-out images"
        return CaseVerdict(label, seed.name, "wrong", plan.weight, 0.0, told)
    optimizer = f"your own {plan.own}" if own else f"the given {plan.fallback}"
    return accuracy_verdict(data.name, seed.name, plan.weight, reached, plan.thresholds[data.name], optimizer)


def compete(
    grading: Grading, exercise: Exercise, execution: Execution, cases: Sequence[CaseVerdict], used: set[str]
) -> Asking:
    """A challenge's run on the data set, made whatever the contract found unless that ended the process.

    used: gains the name of the data set.
    """
    plan = exercise.contest
    assert plan is not None
    data, seed = grading.data, grading.seed
    if cases[-1].status in ("timed out", "out of memory", "killed"):
        told = "not run: the contract's own small run did not come to its end"
        return CaseVerdict(f"accuracy on {data.name}", seed.name, cases[-1].status, plan.weight, 0.0, told)
    used.add(data.name)
    job = grading.jobs.get(exercise.name, True, lambda: training.contest_job(data, seed))
    with execution.uncounted(), grading.turns:
        answers = yield [Question(exercise.name, exercise.probe.__name__, job, plan.limits(data.name))]
        got = next(answers)
    return training.contest_verdict(plan, data, seed, got)
