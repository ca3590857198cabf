"""Group the wrong answers of a class that bear no name of the catalogue, so that the course can learn from them.

Everybody was asked the same inputs, so two answers with the same mistake end alike on every case and have, where it is
public, the same number in the same place. A slip by rule that gives these numbers too is written as a mistake to paste.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.grade_json import grade_from_json
from grader.core.records import CaseVerdict, Grade, Mismatch, Verdict
from grader.core.vocabulary import HINTS
from grader.course.edits import Span, edits_from_spans
from grader.course.exercise import Exercise
from grader.course.loader import Course, released_notebook
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, Seed, course_seed
from grader.grading.exercise_runner import case_run
from grader.grading.notebook_runner import answer_cell
from grader.judge.compare import compare
from grader.submission.read import read_submission


@dataclass(frozen=True)
class Group:
    """Wrong answers of one exercise that are wrong in the same way.

    lab: name of the lab
    exercise: name of the exercise
    submissions: whose answers they are; the first is the representative
    said: what grading said of it: a name that is not of the catalogue, a sentence, or the first case's message
    source: of the representative's answer, "" where its notebook is not at hand
    mistake: a `Wrong(...)` for the exercise's file, "" where no slip by rule explains it
    """

    lab: str
    exercise: str
    submissions: tuple[str, ...]
    said: str
    source: str = ""
    mistake: str = ""


def read_grades(path: Path) -> list[Grade]:
    """Read what `grader grade --json` wrote, or one grade. Raises UsageError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return [grade_from_json(grade) for grade in document.get("grades", [document])]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path}: not a grade as `grader grade --json` writes it ({error})") from error


def unnamed_groups(course: Course, grades: Sequence[Grade], notebooks: Sequence[Path] = ()) -> list[Group]:
    """Group the wrong answers without a name of the catalogue, the largest group first.

    course: whose exercises they answer; grades of other labs are left out
    grades: of a class
    notebooks: those that were graded, to show sources from
    """
    found: dict[tuple[str, str, object], list[tuple[Grade, Verdict]]] = {}
    for grade in grades:
        known = {each.name: each for each in course.labs[grade.lab].exercises} if grade.lab in course.labs else {}
        for verdict in grade.exercises:
            if verdict.name in known and _is_unnamed(verdict, known[verdict.name]):
                key = (grade.lab, verdict.name, _trace(verdict, grade))
                found.setdefault(key, []).append((grade, verdict))
    largest = sorted(found.items(), key=lambda item: (-len(item[1]), item[0][:2]))
    sources = dict(_sources(course, grades, notebooks))
    seed = course_seed(course.secret)
    groups = []
    for (lab, exercise, _), members in largest:
        grade, verdict = members[0]
        groups.append(
            Group(
                lab,
                exercise,
                tuple(each.submission for each, _ in members),
                verdict.misconception or verdict.finding or _first_message(verdict),
                sources.get((str(grade.replay.get("sha256")), exercise), ""),
                _mistake(Reference(course.labs[lab].exercise(exercise), course.labs[lab].given), verdict, seed),
            )
        )
    return groups


def _is_unnamed(verdict: Verdict, exercise: Exercise) -> bool:
    """Whether a wrong answer bears no name, or one that the catalogue does not hold."""
    if verdict.status not in ("wrong", "raised") or verdict.nondeterministic or exercise.contest:
        return False
    catalogue = {wrong.name for wrong in exercise.wrong}
    names = [part for name in (verdict.misconception or "").split(" or ") for part in name.split(" + ")]
    return not set(names) <= catalogue


def _trace(verdict: Verdict, grade: Grade) -> object:
    """How an answer ended on every case, and what stood where it was furthest off."""
    return grade.replay.get("seed"), tuple(map(_of_case, verdict.cases))


def _of_case(case: CaseVerdict) -> tuple[object, ...]:
    m = case.mismatch
    ending = case.message.partition(":")[0] if case.status == "raised" else ""
    return (case.case, case.seed, case.status, ending, *(_place(m) if m else ()))


def _first_message(verdict: Verdict) -> str:
    return next((case.message for case in verdict.cases if case.message), verdict.message)


def _sources(
    course: Course, grades: Sequence[Grade], notebooks: Iterable[Path]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the source of each answer, by the checksum of its notebook and the exercise."""
    lab_of = {str(grade.replay.get("sha256")): grade.lab for grade in grades if grade.lab in course.labs}
    for path in notebooks:
        for lab in dict.fromkeys(lab_of.values()):
            submission = read_submission(path, lab, released_notebook(course, course.labs[lab]))
            if lab_of.get(submission.sha256) != lab:
                continue
            for exercise in course.labs[lab].exercises:
                if cell := answer_cell(submission, exercise.name):
                    yield (submission.sha256, exercise.name), cell.source


def _mistake(reference: Reference, verdict: Verdict, seed: Seed) -> str:
    """Write the slip whose numbers are the answer's on every case, as a Wrong; "" where there is none."""
    exercise = reference.exercise
    seeds = {each.name: each for each in (PUBLIC, seed)}
    cases = {case.name: case for case in exercise.cases}
    wrong = [
        (DrawnCase(cases[each.case], seeds[each.seed]), each)
        for each in verdict.cases
        if each.case in cases and each.seed in seeds
    ]
    wrong.sort(key=lambda item: item[1].status == "right")
    if not wrong or verdict.status != "wrong":
        return ""
    for name, text in reference.slips:
        if all(_gives(reference, text, drawn, each) for drawn, each in wrong):
            edits = _edits(exercise.text, text)
            lines = [f"        {old!r}: {new!r}," for old, new in edits.items()]
            where = "\n".join(["    Wrong(", f"        {name!r},", "        {", *lines, "        },"])
            return f"{where}\n        hint={HINTS[name]!r},\n    ),"
    return ""


def _gives(reference: Reference, text: str, drawn: DrawnCase, case: CaseVerdict) -> bool:
    """Whether a changed solution ends as the answer did on a case, with the same number where that was worst.

    drawn: the case
    case: what the grade says of it
    """
    run = case_run(reference, drawn, reference.changed(text, drawn.case, drawn.seed))
    if run.observation.status != "ok":
        return case.status == run.observation.status
    mismatch = compare(run.expected, run.observation, run.tolerance)
    if mismatch is None or case.mismatch is None:
        return mismatch is None and case.status == "right"
    if not case.public:  # its numbers are not in the grade
        return (mismatch.label, mismatch.reason) == (case.mismatch.label, case.mismatch.reason)
    return _place(mismatch) == _place(case.mismatch)


def _place(mismatch: Mismatch) -> tuple[object, ...]:
    return mismatch.label, mismatch.reason, mismatch.index, mismatch.got


def _edits(text: str, changed: str) -> dict[str, str]:
    """Write the difference of two sources as edits whose keys occur once."""
    start = _shared(text, changed)
    end = _shared(text[start:][::-1], changed[start:][::-1])
    return edits_from_spans(text, [Span(start, len(text) - end, changed[start : len(changed) - end])])


def _shared(one: str, other: str) -> int:
    """Count the characters that two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
