"""Grade twelve right notebooks in a process of its own, again and again, for tests that make the machine fail.

    python -m tests.faults.twelve FOLDER

FOLDER holds the course. Each line on stdin is an order in JSON, each line on stdout its answer.
"""

from __future__ import annotations

import ctypes
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grader.sandbox
from grader.authoring.build import build_lab
from grader.child import confine
from grader.core.records import Grade, Submission
from grader.course.loader import Course, read_course, released_notebook
from grader.grading.batch import grade_all
from grader.sandbox.sandbox import Sandbox, process_of
from grader.submission.read import read_submission
from tests.small_course import LAB, make_course

COUNT = 12
_PR_SET_PTRACER, _ANY = 0x59616D61, -1


def make_class(folder: Path) -> None:
    """Make the course and the notebooks: the solution, each with a cell of its own and a file beside it."""
    course = make_course(folder)
    build_lab(course, course.lab(LAB))
    lab = course.lab(LAB)
    texts = {exercise.name: exercise.text for exercise in lab.exercises}
    for number in range(COUNT):
        notebook = json.loads(json.dumps(released_notebook(course, lab)))
        for cell in notebook["cells"]:
            about = cell["metadata"].get("descent", {})
            if about.get("role") == "solution":
                cell["source"] = texts[about["exercise"]]
        source = f"open('data.txt').read()\nopen('made.bin', 'wb').write(bytes({200_000 + number}))\n"
        own = {"cell_type": "code", "id": "own", "source": source, "metadata": {}, "outputs": []}
        notebook["cells"].append({**own, "execution_count": None})
        home = folder / "submitted" / f"student{number:02}" / LAB
        home.mkdir(parents=True)
        (home / f"{LAB}.ipynb").write_text(json.dumps(notebook))
        (home / "data.txt").write_text(f"{number}\n")


def readers(course: Course) -> list[Callable[[], Submission]]:
    """A function for each submission that reads it."""
    released = released_notebook(course, course.lab(LAB))
    homes = sorted((course.root / "submitted").iterdir())
    return [lambda home=home: read_submission(home / LAB, LAB, released, home.name) for home in homes]  # type: ignore[misc]


def verdict_folder(course: Course) -> Path:
    """Where the resume cache lies."""
    return course.secret.parent / "verdicts"


def short(grade: Grade) -> dict[str, Any]:
    """What the tests look at."""
    return {
        "full": grade.points == grade.max_points,
        "statuses": sorted({verdict.status for verdict in grade.exercises}),
        "points": grade.points,
        "messages": [verdict.message for verdict in grade.exercises],
        "fault": grade.fault,
    }


class Kept:
    """A sandbox that outlives the runs, in place of one that each run starts and closes."""

    sandbox: Sandbox | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if Kept.sandbox is None:
            Kept.sandbox = Sandbox(*arguments, **options)

    def __enter__(self) -> Sandbox:
        assert Kept.sandbox is not None
        return Kept.sandbox

    def __exit__(self, *exc: object) -> None:
        if Kept.sandbox is not None and Kept.sandbox._cancelled:
            Kept.sandbox.close()
            Kept.sandbox = None


def run(course: Course, *, resume: bool = False, cold: bool = False, jobs: int = 2) -> dict[str, Any]:
    """Grade the class; what came of it. cold: in a sandbox that is started for it."""
    grader.sandbox.Sandbox = Sandbox if cold else Kept  # type: ignore[misc,assignment]
    if not resume:
        shutil.rmtree(verdict_folder(course), ignore_errors=True)
    grades: dict[str, Any] = {}
    try:
        for grade in grade_all(readers(course), course, course.lab(LAB), jobs=jobs, keep=True, resume=resume):
            grades[grade.submission] = short(grade)
    except Exception as error:
        return {"grades": grades, "ended": f"{type(error).__name__}: {error}"}
    return {"grades": grades, "ended": ""}


def main(folder: Path) -> None:
    """Answer orders until stdin ends."""
    confine.hide = lambda: None  # or an ordinary user's strace could not look at this process
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_long(_ANY), 0, 0, 0)
    course = read_course(folder)
    for line in sys.stdin:
        order = json.loads(line)
        answer = run(course, **order)
        answer["warm"] = process_of(Kept.sandbox._warm) if Kept.sandbox and not Kept.sandbox._lost else 0
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
