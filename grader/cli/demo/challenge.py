"""Write a small class for a challenge: an entry for every reference, with the tier it was calibrated for."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from grader.cli.demo.desk import Desk, Draft, Expected, plain_mistakes, slug
from grader.core.errors import CourseError
from grader.core.records import CaseVerdict
from grader.course.exercise import Exercise
from grader.course.loader import Lab
from grader.course.training import Contest, Tier
from grader.course.variants import Right
from grader.judge.score import verdict

#: Appended to an entry: it trains as before, then raises instead of returning.
_STOP = """

_train = train


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    _train(network, images, labels, rng=rng, epochs=epochs, keep=keep)
    raise RuntimeError("the curve was lost")
"""


def challenge_of(lab: Lab) -> Exercise | None:
    return next((exercise for exercise in lab.exercises if exercise.contest), None)


def entries(desk: Desk, exercise: Exercise) -> Iterator[tuple[str, str, Draft]]:
    """List (name, what is in it, draft): an entry for every tier but the last, one that raises, a mistake elsewhere.

    References that are other tasks are in the order of the tiers, the lowest first; the last tier is the solution's.
    Raises CourseError where a tier has no reference.
    """
    contest = exercise.contest
    assert contest is not None
    tiers = next(iter(contest.tiers.values()))
    references = [right for right in exercise.right if right.task is not None]
    if len(references) < len(tiers) - 1:
        raise CourseError(f"exercise {exercise.name}: {len(tiers)} tiers, but {len(references)} references below them")
    for right, tier in zip(references, tiers[:-1], strict=False):
        draft = desk.solved()
        _enter(desk, draft, exercise, _source(right), tier)
        yield slug(right.name), f"{right.name}, which earns {tier.name}", draft

    small = _source(references[0])
    draft = desk.solved()
    _enter(desk, draft, exercise, small + _STOP, tiers[0], contract=False)
    yield "raises-after-a-checkpoint", "An entry that raises after its training; its last checkpoint counts", draft

    for other in desk.lab.exercises:
        if other is not exercise and plain_mistakes(other):
            mistake = plain_mistakes(other)[0]
            draft = desk.solved()
            handed_out = Draft(desk.released, {}, {}).cell(exercise.name)["source"]
            draft.answer(exercise.name, handed_out, Expected(0.0, "not attempted"))
            desk.wrong(draft, other.name, mistake)
            yield slug(f"{other.name} {mistake}"), f"One mistake in {other.name}: {mistake}", draft
            return


def _enter(desk: Desk, draft: Draft, exercise: Exercise, source: str, tier: Tier, contract: bool = True) -> None:
    """Put an entry into the answer. contract: whether it passes all cases of the contract or none."""
    contest = exercise.contest
    assert contest is not None
    seed = desk.seed.name
    cases = [
        CaseVerdict(case.name, seed, "right" if contract else "raised", case.weight, float(contract), "")
        for case in exercise.cases
    ]
    cases.append(_run(contest, seed, tier))
    judged = verdict(exercise.name, exercise.points, cases)
    draft.answer(exercise.name, source, Expected(judged.points))


def _run(contest: Contest, seed: str, tier: Tier) -> CaseVerdict:
    return CaseVerdict("accuracy", seed, "wrong", contest.weight, tier.share, "")


def _source(right: Right) -> str:
    """Read the whole file of a reference, with its imports and the functions beside the task."""
    assert right.task is not None
    return inspect.getsource(inspect.getmodule(right.task) or right.task)
