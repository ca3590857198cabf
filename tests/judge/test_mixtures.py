"""Test the diagnosis of two known mistakes at once, drawn at random from all labs.

A named cause is true if it is one of the two in the answer. Some mistakes cannot be distinguished by running
them: "no bias correction" is "first moment not corrected" and "second moment not corrected" together, and where
nothing outside ever moves, a second mistake leaves no trace of its own. So a name is also true if its edited solution
gives the same as one of the two, or as both together, on every case with seeds that the diagnosis never saw. What
the syntax tree distinguishes counts as false all the same: "never updates" is false of a source that rebinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from grader.core.records import Observation, Tolerance
from grader.course.edits import apply_edits
from grader.course.loader import find_course
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.course.variants import Wrong
from grader.grading.exercise_runner import case_run
from grader.judge.compare import compare
from grader.judge.diagnose import CaseRun, Diagnosis, diagnose
from grader.judge.source_traits import traits
from tests.without_torch import loads

COURSE = find_course(Path(__file__).parent)
DRAWN = 200
SECRET = secret_seed(b"unseen mixtures")
FRESH = tuple(secret_seed(f"seeds that no diagnosis saw {i}".encode()) for i in range(3))


@dataclass(frozen=True)
class Mixture:
    """Two mistakes in one answer, with the observations of solution and answer on every case."""

    reference: Reference
    pair: tuple[Wrong, Wrong]
    source: str
    runs: tuple[CaseRun, ...]

    @property
    def edits(self) -> dict[str, str]:
        return {**self.pair[0].edits, **self.pair[1].edits}

    def diagnosis(self) -> Diagnosis | None:
        return diagnose(self.runs, self.reference.mistakes(), [self.reference.pairs()], lambda: traits(self.source))

    def true(self, cause: str) -> bool:
        """Whether a named cause is in the answer, or the same in effect; see the top."""
        one, other = self.pair
        if cause in (one.name, other.name):
            return True
        named = next(wrong for wrong in self.reference.exercise.wrong if wrong.name == cause)
        shown = traits(self.source)
        if named.syntax and shown and named.syntax not in shown:
            return False
        return any(self._same(named.edits, edits) for edits in (one.edits, other.edits, self.edits))

    def fits(self, causes: list[str]) -> bool:
        """Whether what is named together is in the answer, cause by cause, or is as a whole the same in effect.

        Where two pairs cannot be distinguished by running them, the report says "this or that", and both must fit.
        """
        if all(self.true(cause) for cause in causes):
            return True
        by_name = {wrong.name: wrong for wrong in self.reference.exercise.wrong}
        named = {old: new for cause in causes for old, new in by_name[cause].edits.items()}
        return len(causes) == 2 and self._same(named, self.edits)

    def _same(self, left: dict[str, str], right: dict[str, str]) -> bool:
        cases = [(case, seed) for case in self.reference.exercise.cases for seed in FRESH]
        return all(
            equal(self.reference.edited(left, *asked), self.reference.edited(right, *asked), asked[0].tolerance)
            for asked in cases
        )


def mixed(reference: Reference, one: Wrong, other: Wrong) -> Mixture | None:
    """Combine two mistakes, or None where they cannot be combined or do not show."""
    exercise = reference.exercise
    edits = {**one.edits, **other.edits}
    try:
        source = apply_edits(exercise.text, edits)
        reference.compile(edits)
    except (ValueError, SyntaxError):
        return None
    drawn = [DrawnCase(case, PUBLIC) for case in exercise.public] + [DrawnCase(case, SECRET) for case in exercise.cases]
    runs = tuple(case_run(reference, each, reference.edited(edits, each.case, each.seed)) for each in drawn)
    if set(one.edits) & set(other.edits) or all(equal(run.expected, run.observation, run.tolerance) for run in runs):
        return None
    return Mixture(reference, (one, other), source, runs)


def mixtures(count: int, rng: np.random.Generator) -> Iterator[Mixture]:
    """Draw `count` different mixtures: an exercise of any lab, then two of its mistakes; challenges have no pairs."""
    exercises = [(lab, e) for lab in COURSE.labs.values() for e in lab.exercises if not e.contest]
    references = [Reference(e, lab.given) for lab, e in exercises if len(e.wrong) > 1]
    drawn: set[tuple[int, int, int]] = set()
    while count:
        place = int(rng.integers(len(references)))
        wrongs = references[place].exercise.wrong
        one, other = sorted(int(i) for i in rng.choice(len(wrongs), 2, replace=False))
        if (place, one, other) in drawn:
            continue
        drawn.add((place, one, other))
        mixture = mixed(references[place], wrongs[one], wrongs[other])
        if mixture:
            count -= 1
            yield mixture


def equal(one: Observation, other: Observation, tolerance: Tolerance) -> bool:
    """Whether two runs ended alike with the same values; the tolerance allows rounding in another order."""
    ended = [(run.status, run.error_type, list(run.values)) for run in (one, other)]
    return ended[0] == ended[1] and compare(one, other, tolerance, nan_equal=True) is None


def causes(diagnosis: Diagnosis) -> list[str]:
    return [cause for group in diagnosis.name.split(" or ") for cause in group.split(" + ")]


def test_names_of_mistakes_do_not_read_like_two():
    for lab in filter(loads, COURSE.labs.values()):
        for exercise in lab.exercises:
            assert [w.name for w in exercise.wrong if " + " in w.name or " or " in w.name] == [], exercise.name


@pytest.mark.slow
def test_unseen_mixtures_are_reported_with_true_causes_and_with_no_false_one():
    kinds: Counter[str] = Counter()
    false = []
    for mixture in mixtures(DRAWN, np.random.default_rng(17)):
        names = {wrong.name for wrong in mixture.pair}
        found = mixture.diagnosis()
        if found is None or not found.name:
            kinds["nothing known"] += 1
            continue
        if found.observed:  # the name says what the outputs or the exceptions show, which mistake it is stays open
            kinds["described"] += 1
            continue
        untrue = [group for group in found.name.split(" or ") if not mixture.fits(group.split(" + "))]
        false += [f"{mixture.reference.exercise.name}: {' + '.join(names)} is called {found.name}" for _ in untrue[:1]]
        named = set(causes(found))
        kinds["both" if named == names else "one of them" if named < names else "another name for it"] += 1
    print(f"{DRAWN} mixtures:", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    assert false == []
    assert DRAWN - kinds["nothing known"] >= 0.9 * DRAWN
    assert kinds["another name for it"] <= 0.05 * DRAWN
    assert kinds["described"] <= 0.05 * DRAWN


def test_mistake_contradicted_by_the_source_is_not_a_true_cause():
    lab = COURSE.lab("06_optimizers")
    reference = Reference(lab.exercise("Momentum"), lab.given)
    by_name = {wrong.name: wrong for wrong in reference.exercise.wrong}
    mixture = mixed(reference, by_name["rebinds the parameter"], reference.exercise.wrong[-1])
    assert mixture is not None
    assert mixture.true("rebinds the parameter")
    assert not mixture.true("never updates")


def test_mistake_and_the_pair_of_its_parts_have_the_same_effect():
    lab = COURSE.lab("06_optimizers")
    reference = Reference(lab.exercise("Adam"), lab.given)
    by_name = {wrong.name: wrong for wrong in reference.exercise.wrong}
    mixture = mixed(reference, by_name["first moment not corrected"], by_name["second moment not corrected"])
    assert mixture is not None
    assert mixture.true("no bias correction")
    assert not mixture.true("eps inside the root")
