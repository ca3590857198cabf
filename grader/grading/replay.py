"""Grade a notebook again as a record says it was graded, and report what differs: for appeals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import UsageError
from grader.core.grade_json import grade_from_json
from grader.course.loader import Course, released_notebook
from grader.grading.batch import grade_all
from grader.grading.secret_paths import secret_paths
from grader.submission.read import read_submission


def replay_differences(course: Course, record: Path, notebooks: Sequence[Path], **options: Any) -> list[str]:
    """Grade a notebook again as it was in `record`; return a line for each verdict that differs.

    record: path of one grade as JSON, or of a `{"grades": [...]}` that holds the notebook's
    notebooks: exactly one path
    options: those of `grade_all`
    Raises UsageError where the conditions are no longer the same (another notebook, lab version, secret seed).
    """
    if len(notebooks) != 1:
        raise UsageError("--replay takes exactly one notebook")
    try:
        document = json.loads(record.read_text(encoding="utf-8"))
        candidates = [grade_from_json(grade) for grade in document.get("grades", [document])]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{record}: not a grade as `grader grade --json` writes it ({error})") from error
    lab = course.lab(candidates[0].lab) if candidates else None
    if lab is None:
        raise UsageError(f"{record}: holds no grade")
    if not notebooks[0].exists():
        raise UsageError(f"{notebooks[0]}: no such notebook")
    submission = read_submission(notebooks[0], lab.name, released_notebook(course, lab))
    matching = [grade for grade in candidates if grade.replay.get("sha256") == submission.sha256]
    if not matching:
        raise UsageError(f"{notebooks[0]}: not the notebook that {record} graded: its SHA-256 is {submission.sha256}")
    before = matching[0]
    dataset = before.dataset or None
    secrets = secret_paths(course, notebooks)
    after = next(grade_all([submission], course, lab, dataset=dataset, secrets=secrets, **options))
    for key, what in {"lab_version": "version of the lab", "seed": "secret seed"}.items():
        if before.replay.get(key) != after.replay.get(key):
            raise UsageError(f"{record}: graded with another {what} ({before.replay.get(key)}); put that back first")
    return [
        f"{old.name}: {old.status}, {old.points:g} points before; {new.status}, {new.points:g} points now"
        for old, new in zip(before.exercises, after.exercises, strict=True)
        if (old.status, old.points, old.misconception) != (new.status, new.points, new.misconception)
    ]
