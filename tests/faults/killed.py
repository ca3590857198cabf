"""Grade a class of light submissions from the command line while processes are killed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from grader.authoring.build import build_lab
from grader.course.edits import apply_edits
from grader.course.loader import Course, read_course, released_notebook
from tests.small_course import LAB, make_course

SIZE = 200


def make_class(folder: Path) -> tuple[Course, dict[str, tuple[str, ...]]]:
    """Make the course with its submissions; the expected status of each exercise by submission."""
    course = make_course(folder)
    build_lab(course, course.lab(LAB))
    lab = course.lab(LAB)
    released = released_notebook(course, lab)
    texts = {e.name: {"right": e.text, "wrong": apply_edits(e.text, e.wrong[0].edits)} for e in lab.exercises}
    expected = {}
    for number in range(SIZE):
        chosen = tuple(("right", "wrong", "not attempted")[number // 3**place % 3] for place in range(2))
        notebook = json.loads(json.dumps(released))
        for exercise, status in zip(lab.exercises, chosen, strict=True):
            for cell in notebook["cells"]:
                about = cell["metadata"].get("descent", {})
                if about.get("role") == "solution" and about["exercise"] == exercise.name and status != "not attempted":
                    cell["source"] = texts[exercise.name][status]
        wait = {"cell_type": "code", "id": "wait", "source": "import time\ntime.sleep(0.1)\n", "metadata": {}}
        notebook["cells"].append({**wait, "outputs": [], "execution_count": None})
        path = folder / "submitted" / f"s{number:03}" / LAB / f"{LAB}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
        expected[f"s{number:03}"] = chosen
    return read_course(folder), expected


def start(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start `grader grade` on the whole class."""
    command = [sys.executable, "-m", "grader", "grade", "submitted", "--lab", LAB, "--json", "grades.json", *options]
    log = (folder / "log").open("ab")
    with log:
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def grade_files(folder: Path) -> dict[Path, int]:
    """List the saved grade files with their modification times."""
    return {path: path.stat().st_mtime_ns for path in (folder / ".grader" / "verdicts" / LAB).glob("*.json")}


def wait_for_grades(folder: Path, run: subprocess.Popen[bytes], count: int) -> None:
    """Wait until that many grades are saved, or the run is over."""
    while run.poll() is None and len(grade_files(folder)) < count:
        time.sleep(0.01)


def below(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """List the processes that a run has started, directly or not."""
    with suppress(psutil.NoSuchProcess):
        found: list[psutil.Process] = psutil.Process(run.pid).children(recursive=True)
        return found
    return []


def strike(run: subprocess.Popen[bytes], rng: random.Random, *, sessions: bool) -> bool:
    """Kill one of the run's processes: the warm one, or one that runs a student's code.

    The process of bubblewrap around the warm one may be killed without harm, and is left alone.
    """
    with suppress(psutil.NoSuchProcess):
        found = [process for process in below(run) if process.status() != psutil.STATUS_ZOMBIE]
        found = [process for process in found if process.name() != "bwrap"]
        parents = {process.ppid() for process in found}
        chosen = [process for process in found if (process.pid not in parents) is sessions]
        if chosen:
            rng.choice(chosen).kill()
            return True
    return False


def statuses(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read the status of each exercise by submission; each submission must appear once."""
    grades = json.loads((folder / "grades.json").read_text())["grades"]
    found = {grade["submission"]: tuple(e["status"] for e in grade["exercises"]) for grade in grades}
    assert len(found) == len(grades)
    return found
