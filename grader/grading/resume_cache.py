"""A cache of grades, one file each, so that a run that was ended can go on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.files import write_atomically
from grader.core.grade_json import grade_from_json, to_json
from grader.core.records import Grade, Submission


@dataclass(frozen=True)
class ResumeCache:
    """The cached grades of one lab.

    folder: out of students' reach
    conditions: what else a grade depends on (version of the lab, name of the seed, data set, options)
    """

    folder: Path
    conditions: Mapping[str, Any]

    def path_of(self, submission: Submission) -> Path:
        """The file of a submission's grade: named by all that the grade depends on."""
        text = json.dumps(self._key(submission), sort_keys=True)
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()}.json"

    def store(self, submission: Submission, grade: Grade) -> None:
        """Write a grade, without the cells' outputs; not one with a "grader error", which is to be tried again.

        Raises GraderError where it cannot be written.
        """
        if any(verdict.status == "grader error" for verdict in grade.exercises):
            return
        record = {**to_json(grade), "outputs": {}}
        text = json.dumps({"key": self._key(submission), "grade": record}, allow_nan=False)
        write_atomically(self.path_of(submission), text + "\n", mode=0o600)

    def find(self, submission: Submission) -> Grade | None:
        """The grade of the same bytes under the same conditions, or None; a damaged file counts as none."""
        try:
            document = json.loads(self.path_of(submission).read_text(encoding="utf-8"))
            grade = grade_from_json(document["grade"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return grade if document.get("key") == self._key(submission) else None

    def _key(self, submission: Submission) -> dict[str, Any]:
        files = hashlib.sha256()
        for name, data in sorted(submission.files.items()):
            files.update(f"{len(name)} {name} {len(data)} ".encode(errors="surrogatepass") + data)
        return {
            **self.conditions,
            "submission": submission.name,
            "lab": submission.lab,
            "sha256": submission.sha256,
            "files": files.hexdigest(),
            "error": submission.error,
        }
