"""Write sample submissions from the exercises, each with the points that it must get.

Expected points are computed from the exercise (which cases does this mistake pass?), with the references and outside
the sandbox; they are not copied from a run of the grader.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.cli.demo import attacks
from grader.core.errors import CourseError
from grader.core.records import Observation
from grader.course.edits import apply_edits
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab, released_notebook
from grader.course.quiz import Quiz
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, Seed
from grader.course.variants import Wrong
from grader.grading.exercise_runner import case_run, verdicts_with_credit
from grader.judge.cases import Findings, JudgedCase, judge_cases
from grader.judge.diagnose import diagnose
from grader.judge.score import verdict

TARGET = "Adam"
_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


@dataclass(frozen=True)
class Expected:
    """What one exercise must get.

    points: exactly
    status: or None for any
    misconception: or None for any
    """

    points: float
    status: str | None = None
    misconception: str | None = None


@dataclass(frozen=True)
class Sample:
    """A submission of the sample class.

    name: of the student
    folder: that it was written to
    about: what is in it
    expected: what each exercise must get
    hostile: whether it attacks the grader
    """

    name: str
    folder: Path
    about: str
    expected: Mapping[str, Expected]
    hostile: bool = False

    @property
    def points(self) -> float:
        return sum(expected.points for expected in self.expected.values())


@dataclass
class Draft:
    """A sample that is being written.

    notebook: the released one, with answers put in
    expected: what each exercise must get
    files: what lies beside it, by name
    hostile: whether it attacks the grader
    name: of the notebook's file, or "" for the usual one
    raw: bytes of the file in place of the notebook, or None
    """

    notebook: dict[str, Any]
    expected: dict[str, Expected]
    files: dict[str, bytes]
    hostile: bool = False
    name: str = ""
    raw: bytes | None = None

    def cell(self, cell_id: str) -> dict[str, Any]:
        cells: list[dict[str, Any]] = self.notebook["cells"]
        return next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == cell_id)

    def answer(self, exercise: str, source: str, expected: Expected) -> None:
        self.cell(exercise)["source"] = source
        self.expected[exercise] = expected

    def insert(self, cell_id: str, source: str, after: int = 0) -> None:
        """A cell of the student's own before (or `after` cells after) another."""
        place = self.notebook["cells"].index(self.cell(cell_id)) + after
        own = {"cell_type": "code", "id": f"mine-{len(self.notebook['cells'])}", "metadata": {}, "outputs": []}
        self.notebook["cells"].insert(place, {**own, "execution_count": None, "source": source})


@dataclass(frozen=True)
class Desk:
    """The lab that samples are written for, with references to compute what each must get.

    course: that it belongs to
    lab: that is answered
    seed: the secret seed of the demo's course
    """

    course: Course
    lab: Lab
    seed: Seed

    @cached_property
    def references(self) -> dict[str, Reference]:
        return {exercise.name: Reference(exercise, self.lab.given) for exercise in self.lab.exercises}

    @cached_property
    def released(self) -> dict[str, Any]:
        return released_notebook(self.course, self.lab)

    @property
    def target(self) -> Exercise:
        return self.lab.exercise(TARGET)

    def solved(self) -> Draft:
        draft = Draft(copy.deepcopy(self.released), {}, {})
        for item in self.lab.items:
            draft.answer(item.name, bare(item.text), right(item))
        return draft

    def wrong(self, draft: Draft, exercise: str, *names: str) -> None:
        """Put known mistakes of an exercise, one or two at once, into its answer."""
        found = self.lab.exercise(exercise)
        by_name = {wrong.name: wrong for wrong in found.wrong}
        if not set(names) <= set(by_name):
            raise CourseError(f"exercise {exercise}: the sample class needs its mistakes {names}; it has {[*by_name]}")
        edits = {old: new for name in names for old, new in by_name[name].edits.items()}
        source = apply_edits(found.text, edits)
        draft.answer(exercise, bare(source), self.expect(exercise, source, " + ".join(names)))

    def hollow(self, draft: Draft, attack: str = "") -> None:
        """Put an answer that does nothing into the target, after an attack that may end the process before."""
        source = attacks.HOLLOW.format(name=TARGET)
        expected = self.expect(TARGET, source)
        self.attack(draft, f"{attack}\n\n{source}" if attack else source, None if attack else expected.status)
        if expected.points:
            raise CourseError(f"exercise {TARGET}: an answer that does nothing earns {expected.points:g} points")

    def attack(self, draft: Draft, source: str, status: str | None = None) -> None:
        """Put an attack into the target's answer, after which nothing is earned there."""
        draft.answer(TARGET, source, Expected(0.0, status))
        draft.hostile = True

    def judged(self, exercise: Exercise, source: str) -> list[JudgedCase]:
        """An answer of our own on every input that grading uses: the recorded ones, and those of the secret seed."""
        reference = self.references[exercise.name]
        public = [DrawnCase(case, PUBLIC) for case in exercise.public]

        def observe(drawn: DrawnCase) -> Observation:
            return reference.run(source, lambda: reference.compile_text(source), drawn.case, drawn.seed)

        drawn = public + [DrawnCase(case, self.seed) for case in exercise.cases]
        return judge_cases(case_run(reference, each, observe(each)) for each in drawn)

    def expect(self, exercise: str, source: str, misconception: str | None = None) -> Expected:
        """What an answer must get: the weight of the cases that it passes on every input, and parts of the others."""
        found = self.lab.exercise(exercise)
        cases = verdicts_with_credit(self.references[exercise], Findings(self.judged(found, source)))
        judged = verdict(exercise, found.points, cases)
        return Expected(judged.points, judged.status, misconception)

    def telling_pair(self, exercise: Exercise) -> tuple[str, str]:
        """Two mistakes of an exercise that together look like no other mistake or pair. Raises CourseError."""
        reference = self.references[exercise.name]
        for pair in reference.pairs():
            one, other = pair.name.split(" + ")
            edits = {**_wrong(exercise, one).edits, **_wrong(exercise, other).edits}
            runs = [each.run for each in self.judged(exercise, apply_edits(exercise.text, edits))]
            found = diagnose(runs, reference.mistakes(), [reference.pairs()], frozenset)
            if found and found.name == pair.name:
                return one, other
        raise CourseError(f"exercise {exercise.name}: no two of its mistakes can be told from all others")


def bare(source: str) -> str:
    """Remove nbgrader's marks from a solution, as in a student's notebook."""
    return "\n".join(line for line in source.rstrip().split("\n") if line.strip() not in _MARKS)


def right(item: Exercise | Quiz) -> Expected:
    return Expected(item.points, "right")


def plain_mistakes(exercise: Exercise) -> list[str]:
    """List the mistakes that are recognised by their outputs alone, without the source."""
    return [wrong.name for wrong in exercise.wrong if not wrong.syntax]


def slug(text: str) -> str:
    """Turn a text into a name that nbgrader accepts for a student: lower-case letters, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _wrong(exercise: Exercise, name: str) -> Wrong:
    return next(wrong for wrong in exercise.wrong if wrong.name == name)
