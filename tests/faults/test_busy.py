"""Test a busy machine: right answers get full marks, and its delays cost no points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader.cli.demo.desk import bare
from grader.core.cpu import core_count
from grader.core.limits import Limits, NotebookLimits
from grader.core.records import Submission
from grader.course.edits import apply_edits
from grader.course.loader import Course, Lab, find_course, released_notebook
from grader.course.seeds import secret_seed
from grader.grading.batch import grade_all
from grader.grading.context import GradingContext
from grader.grading.grade import run_submission
from grader.sandbox import Sandbox, Session
from grader.submission.read import merge_notebook

pytestmark = pytest.mark.slow

COURSE: Course = find_course(Path(__file__).parent)
OPTIMIZERS: Lab = COURSE.lab("06_optimizers")
TRAINED, LIGHT = 5, 45


@contextmanager
def busy(each: int) -> Iterator[None]:
    """Start that many busy processes per core, in sessions of their own: Linux may schedule by session."""
    command = [sys.executable, "-c", "while True: pass"]
    crowd = [subprocess.Popen(command, start_new_session=True) for _ in range(each * core_count())]
    try:
        yield
        assert all(process.poll() is None for process in crowd), "the machine was not busy to the end"
    finally:
        for process in crowd:
            process.kill()
            process.wait()


def right(train: bool, other: int) -> dict[str, Any]:
    """Answer the released notebook right, each exercise in one of its known right ways."""
    notebook: dict[str, Any] = json.loads(json.dumps(released_notebook(COURSE, OPTIMIZERS)))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        exercise = OPTIMIZERS.exercise(about["exercise"]) if about.get("role") == "solution" else None
        if exercise is None or (exercise.training and not train):
            continue
        texts = [exercise.text]
        texts += [apply_edits(exercise.text, way.edits) for way in exercise.right if way.task is None]
        cell["source"] = bare(texts[other % len(texts)])
    return notebook


def handed_in(name: str, train: bool, other: int) -> Submission:
    return merge_notebook(right(train, other), OPTIMIZERS.name, released_notebook(COURSE, OPTIMIZERS), name)


def test_right_submissions_get_full_marks_on_a_busy_machine() -> None:
    names = [(f"trained-{n}", True, n) for n in range(TRAINED)] + [(f"light-{n}", False, n) for n in range(LIGHT)]
    readers: list[Callable[[], Submission]] = [partial(handed_in, *each) for each in names]
    with busy(each=2):
        grades = list(grade_all(readers, COURSE, OPTIMIZERS, dataset="mnist-5k"))
    assert [grade.submission for grade in grades] == [name for name, _, _ in names]
    lost = [
        f"{grade.submission}: {verdict.name} is {verdict.status}, {verdict.points:g} points: {verdict.message}"
        for grade in grades
        for verdict in grade.exercises
        if verdict.points != verdict.max_points
        and not (grade.submission.startswith("light") and OPTIMIZERS.exercise(verdict.name).training)
    ]
    assert lost == []
    assert all(grade.points == grade.max_points for grade in grades if grade.submission.startswith("trained"))
    assert not any(grade.integrity or grade.error for grade in grades)


class Hurried(Sandbox):
    """A sandbox whose cells have just enough wall time where a core is free for them."""

    def open(
        self, files: Any = None, limits: Limits | None = None, notebook: NotebookLimits | None = None, scratch: int = 0
    ) -> Session:
        return super().open(files, Limits(cpu=5.0, wall=1.0), notebook)


def test_cell_near_its_wall_limit_passes_on_a_busy_machine() -> None:
    """The process shares its core with four others and gets a fifth of it: 0.6 s of CPU time take about 3 s."""
    cores = sorted(os.sched_getaffinity(0))
    released = released_notebook(COURSE, OPTIMIZERS)
    notebook = json.loads(json.dumps(released))
    computing = "import time\nwhile time.process_time() < 0.6 + start:\n    pass\n"
    own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append({**own, "source": f"import time\nstart = time.process_time()\n{computing}"})
    submission = merge_notebook(notebook, OPTIMIZERS.name, released, "s")
    os.sched_setaffinity(0, cores[:1])  # of this thread, and so of whatever is started from here
    try:
        with busy(each=4), Hurried(OPTIMIZERS.libraries) as sandbox:
            grading = GradingContext(COURSE, OPTIMIZERS, sandbox, secret_seed(b"busy"), "mnist-5k")
            result = run_submission(grading, submission, {}).cells["own"]
    finally:
        os.sched_setaffinity(0, cores)
    assert (result.status, result.error) == ("ok", "")
    assert result.seconds > 1.0, "longer than its wall time, which did not count"
