"""Make an exercise's run on a data set in the student's process, and judge what came back by accuracy.

A run is made a second time, in a fresh process, for one of two reasons, and never a third time:

- It fell just short of a threshold (grader.judge.thresholds): again with another network and other shuffles. Nothing
  is gained by being random: only runs that fall short by less than chance explains get a second one, the second run's
  seeds are as secret as the first's, and no process learns how well it did or which of its runs this is.
- It used up its CPU time while other runs kept cores busy, which makes a second of computing worth up to 1.6 times less
  on hyper-threads and in shared caches: again with the same seeds, while no other run is made.

The second run counts where it earns more than the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from grader.core.limits import Limits
from grader.core.records import ENDED, CaseVerdict, Observation, Verdict
from grader.course.exercise import Exercise
from grader.course.training import Contest, Training
from grader.facts import derive
from grader.grading import training_data
from grader.grading.context import GradingContext
from grader.grading.notebook_runner import NotebookProcess
from grader.grading.slots import Slot
from grader.judge.score import accuracy_verdict, case_verdict, not_run
from grader.judge.thresholds import just_below

#: Why a run is to be made a second time, or "" where it is not.
Repeat = Literal["", "with another seed", "alone"]


@dataclass(frozen=True)
class TrainingRun:
    """A run that is over.

    verdict: what it earns
    accuracy: the share of held-out images that were right, or None where there are no labels to score
    repeat: why it is to be made a second time
    """

    verdict: CaseVerdict
    accuracy: float | None
    repeat: Repeat


def verdict_without_run(
    context: GradingContext, exercise: Exercise, verdicts: Sequence[CaseVerdict]
) -> CaseVerdict | None:
    """The verdict where the cases say that no run is to be made, else None.

    A training run needs a task that returned on the smallest case. A challenge's is made whatever its contract found,
    unless that ended the process.
    """
    seed = context.seed.name
    if exercise.training and verdicts[0].status not in ("right", "wrong"):
        status, weight = verdicts[0].status, exercise.training.weight
        return not_run("accuracy", seed, status, weight, "not trained", public=False)
    if exercise.contest and verdicts[-1].status in ENDED:
        message = "not run: the contract's own small run did not come to its end"
        status, weight = verdicts[-1].status, exercise.contest.weight
        return not_run(f"accuracy on {context.data.name}", seed, status, weight, message, public=False)
    return None


def train(
    context: GradingContext,
    exercise: Exercise,
    process: NotebookProcess,
    verdicts: dict[str, Verdict],
    first: TrainingRun | None = None,
) -> TrainingRun:
    """Make an exercise's run on the data set, when a slot is free.

    verdicts: on the exercises before it; the student's own optimizer is used where that was right
    first: the run that this one repeats
    Raises EndedFromOutsideError.
    """
    if exercise.training:
        judged = verdicts.get(exercise.training.own)
        own = judged is not None and judged.status == "right"
        return _train(context, exercise, exercise.training, process, own, first)
    assert exercise.contest is not None
    return _compete(context, exercise, exercise.contest, process, first)


def better_of(first: TrainingRun | None, run: TrainingRun) -> CaseVerdict:
    """The verdict that counts; where there were two runs its message says so."""
    if first is None:
        return run.verdict
    chosen = run.verdict if run.verdict.earned > first.verdict.earned else first.verdict
    if first.repeat == "with another seed":
        both = f"{first.accuracy:.2%}, then {_percent(run.accuracy)} with another seed"
    else:
        both = "made twice: the first time it used up its time beside other runs, the second time it was alone"
    return replace(chosen, message=f"{chosen.message} ({both})")


def _train(
    context: GradingContext,
    exercise: Exercise,
    plan: Training,
    process: NotebookProcess,
    own: bool,
    first: TrainingRun | None,
) -> TrainingRun:
    """A training run, judged by two thresholds. own: with the student's own optimizer."""
    data, seed = context.data, context.seed
    inputs = context.inputs.get(exercise.name, own, lambda: training_data.job(plan, data, seed, own))
    inputs = _repeated_inputs(context, exercise, own, inputs, first)
    with _slot(context, process, first) as slot:
        answer = process.ask_one(training_data.question(exercise, inputs, plan.limits))
    observation = derive(exercise.facts, inputs, answer, context.lab.given)
    labels = training_data.held_out_labels(data, seed)
    label, thresholds = f"accuracy on {data.name}", plan.thresholds[data.name]
    accuracy = training_data.accuracy(observation, labels)
    if observation.status != "ok":
        verdict = case_verdict(label, seed.name, plan.weight, observation, None, public=False)
    elif accuracy is None:
        message = f"{label}: what training gave back has not the shapes of the network's parameters"
        verdict = CaseVerdict(label, seed.name, "wrong", plan.weight, 0.0, message)
    else:
        optimizer = f"your own {plan.own}" if own else f"the given {plan.fallback}"
        verdict = accuracy_verdict(data.name, seed.name, plan.weight, accuracy, thresholds, optimizer)
    repeat = _repeat(accuracy, observation, slot, plan.limits, thresholds, len(labels))
    return TrainingRun(verdict, accuracy, repeat)


def _compete(
    context: GradingContext, exercise: Exercise, plan: Contest, process: NotebookProcess, first: TrainingRun | None
) -> TrainingRun:
    """A challenge's run, judged by its tiers."""
    data, seed = context.data, context.seed
    inputs = context.inputs.get(exercise.name, True, lambda: training_data.contest_job(data, seed))
    inputs = _repeated_inputs(context, exercise, True, inputs, first)
    limits = plan.limits(data.name)
    with _slot(context, process, first) as slot:
        answer = process.ask_one(training_data.question(exercise, inputs, limits))
    observation = derive(exercise.facts, inputs, answer, context.lab.given)
    verdict = training_data.contest_verdict(plan, data, seed, observation)
    tiers = [tier.accuracy for tier in plan.tiers[data.name]]
    repeat = _repeat(verdict.accuracy, observation, slot, limits, tiers, len(data.test_labels))
    return TrainingRun(verdict, verdict.accuracy, repeat)


def _repeat(
    accuracy: float | None,
    observation: Observation,
    slot: Slot,
    limits: Limits,
    thresholds: Sequence[float],
    images: int,
) -> Repeat:
    """Why a first run with this result is made again."""
    if accuracy is not None and just_below(accuracy, thresholds, images):
        return "with another seed"
    used_up = observation.status == "timed out" and observation.cpu >= limits.cpu
    return "alone" if used_up and not slot.alone else ""


def _repeated_inputs(
    context: GradingContext, exercise: Exercise, own: bool, inputs: dict[str, Any], first: TrainingRun | None
) -> dict[str, Any]:
    """What the run is handed: other seeds after one that fell just short."""
    if first is None or first.repeat != "with another seed":
        return inputs
    make = partial(training_data.once_more, inputs, context.data, context.seed)
    return context.inputs.get(exercise.name, own, make, again=True)


@contextmanager
def _slot(context: GradingContext, process: NotebookProcess, first: TrainingRun | None) -> Iterator[Slot]:
    """Around a run: it waits for a slot, and the budget of the notebook counts neither."""
    with context.slots.acquire(alone=first is not None and first.repeat == "alone") as slot, process.uncounted():
        yield slot


def _percent(accuracy: float | None) -> str:
    return "no accuracy" if accuracy is None else f"{accuracy:.2%}"
