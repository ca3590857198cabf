"""Read the grades that a leaderboard shows, and make pseudonyms for their students."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.grade_json import grade_from_json
from grader.core.records import Grade
from grader.course.loader import Course
from grader.course.seeds import Seed

_FIRST = """
    amber autumn bold brave bright calm clever coral crimson curious daring eager early gentle golden green
    happy hidden humble indigo jolly kind lively lucky merry mighty misty noble patient quick quiet silver
"""
_SECOND = """
    badger bear beaver bison crane deer dolphin eagle falcon fox gecko goose hare hawk heron ibex
    jay koala lark lion lynx magpie marten otter owl panda puffin raven seal stork tiger wolf
"""


def read_grades(course: Course, lab: str, files: Sequence[Path] = ()) -> list[Grade]:
    """Read the grades of a lab: nbgrader's first, then those of the files; of several of one submission the last.

    files: what `grader grade --json` wrote, or one grade. Raises UsageError for a file that holds neither, or only
    grades of other labs, and where nothing has been graded yet.
    """
    stored = sorted((course.secret.parent / "grades" / lab).glob("*.json"))
    found: dict[str, Grade] = {}
    for path in (*stored, *files):
        grades = _grades_of(path)
        labs = sorted({grade.lab for grade in grades})
        if path in files and lab not in labs:
            raise UsageError(f"{path}: holds grades of {', '.join(labs) or 'no lab'}, and none of {lab}")
        for grade in grades:
            if grade.lab == lab:
                found.pop(grade.submission, None)
                found[grade.submission] = grade
    if not found:
        remedy = f"run `nbgrader autograde {lab}`, or name files of `grader grade --json`"
        raise UsageError(f"there is no grade of {lab} yet; {remedy}")
    return list(found.values())


def pseudonyms(names: Iterable[str], seed: Seed) -> Mapping[str, str]:
    """Give each student a pseudonym: always the same one in a course, and not to be guessed without its secret.

    Of two equal pseudonyms the second has a number.
    """
    first, second = _FIRST.split(), _SECOND.split()
    key = seed.entropy.to_bytes(16, "little")
    chosen_names: dict[str, str] = {}
    for name in sorted(set(names)):
        digest = hmac.digest(key, b"pseudonym" + name.encode("utf-8", "surrogatepass"), hashlib.sha256)
        base = f"{first[digest[0] % len(first)]} {second[digest[1] % len(second)]}"
        number = 1
        while (chosen := base if number == 1 else f"{base} {number}") in chosen_names.values():
            number += 1
        chosen_names[name] = chosen
    return chosen_names


def _grades_of(path: Path) -> list[Grade]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return [grade_from_json(grade) for grade in document.get("grades", [document])]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path}: not a grade as `grader grade --json` writes it ({error})") from error
