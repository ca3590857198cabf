"""Run the demo: a course folder of its own, nbgrader's commands lab by lab, and a table of the results."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.demo.desk import Sample
from grader.cli.demo.every_lab import make_lab_class
from grader.cli.demo.samples import make_class
from grader.core.errors import GraderError, UsageError
from grader.core.grade_json import grade_from_json
from grader.core.records import Grade
from grader.course.loader import Course, Lab, read_course

if TYPE_CHECKING:
    from rich.console import Console

#: The lab whose class also has attacks and broken notebooks; every other lab has a small class.
LAB = "06_optimizers"
MARKER = ".grader-demo"
_COURSE = ("course.toml", "nbgrader_config.py", "solutions")
_TIE = 1e-6


@dataclass(frozen=True)
class Outcome:
    """The result of a sample.

    sample: as it was written
    grade: as it was stored
    gradebook: nbgrader's points by exercise
    differences: from what the sample must get, in sentences
    """

    sample: Sample
    grade: Grade
    gradebook: dict[str, float]
    differences: tuple[str, ...]


def run_demo(course: Course, folder: Path, console: Console) -> int:
    """Make sample classes in `folder`, grade them through nbgrader, print a table per lab; 0 if all is as it must be.

    A folder of an earlier run is deleted and made again. Raises UsageError for a folder with other content, and
    GraderError with the log where nbgrader fails.
    """
    demo = lay_out(course, folder)
    start = time.monotonic()
    outcomes: list[Outcome] = []
    labs = list(demo.labs.values())
    console.print(f"Sample classes for {len(labs)} labs in {folder}; nbgrader autograde grades them ...")
    for lab in labs:
        with console.status(f"nbgrader generate_assignment {lab.name}"):
            nbgrader(demo.root, "generate_assignment", lab.name)
        make = make_class if lab.name == LAB else make_lab_class
        samples = make(demo, lab, demo.root / "submitted")
        # Feedback takes as long as grading does; one lab's is enough to look at.
        for command in ("autograde", "generate_feedback") if lab.name == LAB else ("autograde",):
            with console.status(f"nbgrader {command} {lab.name}"):
                nbgrader(demo.root, command, lab.name)
        found = [outcome(demo, lab, sample) for sample in samples]
        _table(found, lab, console)
        outcomes += found
    _report(outcomes, time.monotonic() - start, demo.root / "feedback", console)
    return 1 if any(each.differences for each in outcomes) else 0


def lay_out(course: Course, folder: Path) -> Course:
    """Make a course folder with the solutions of `course` and without anything graded.

    Raises UsageError for a folder that the demo did not make, GraderError for one that cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).is_file())):
        raise UsageError(f"{folder}: not made by `grader demo`, so it stays; move it away or name another folder")
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, parents=True)
        (folder / MARKER).write_text("Made by `grader demo`, which deletes this folder when it runs again.\n")
        for name in _COURSE:
            if (course.root / name).is_dir():
                shutil.copytree(course.root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(course.root / name, folder / name)
    except OSError as error:  # shutil.Error lists an error for each file
        reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror or error
        remedy = "make room there or name another place with --folder"
        raise GraderError(f"{folder}: the demo cannot be laid out: {reason}; {remedy}, and run it again") from error
    (folder / "solutions").chmod(0o700)  # at the weakest rung of the sandbox, modes alone protect it
    return read_course(folder)


def nbgrader(root: Path, command: str, lab: str) -> None:
    """Run one of nbgrader's commands in a course. Raises GraderError with the end of its log."""
    scripts, package = sysconfig.get_path("scripts"), str(Path(__file__).parents[3])
    paths = {"PATH": [scripts, os.environ.get("PATH", "")], "PYTHONPATH": [package, os.environ.get("PYTHONPATH", "")]}
    environment = {**os.environ, **{name: os.pathsep.join(filter(None, parts)) for name, parts in paths.items()}}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, lab], cwd=root, env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        log = "\n".join((done.stderr or done.stdout).strip().splitlines()[-30:])
        raise GraderError(f"nbgrader {command} {lab} failed in {root}:\n{log}")


def outcome(course: Course, lab: Lab, sample: Sample) -> Outcome:
    """Read what the gradebook and the grade say of a sample."""
    from grader.nbgrader.grade_files import path_of
    from grader.nbgrader.gradebook import scores

    grade = grade_from_json(json.loads(path_of(course, lab.name, sample.name).read_text(encoding="utf-8")))
    points = scores(f"sqlite:///{course.root / 'gradebook.db'}", lab.name, sample.name)
    gradebook = {name.removeprefix("check-"): score for name, score in points.items()}
    return Outcome(sample, grade, gradebook, tuple(differences(sample, grade, gradebook)))


def differences(sample: Sample, grade: Grade, gradebook: dict[str, float]) -> list[str]:
    """Describe every exercise that did not get what it must."""
    found = []
    verdicts = {verdict.name: verdict for verdict in grade.exercises}
    for name, expected in sample.expected.items():
        verdict = verdicts.get(name)
        if verdict is None or name not in gradebook:
            found.append(f"{name}: no verdict or nothing in the gradebook")
            continue
        if abs(gradebook[name] - expected.points) > _TIE:
            found.append(f"{name}: {gradebook[name]:g} points in the gradebook, must be {expected.points:g}")
        if abs(verdict.points - gradebook[name]) > _TIE:
            found.append(f"{name}: {verdict.points:g} points in the grade, {gradebook[name]:g} in the gradebook")
        if expected.status not in (None, verdict.status):
            found.append(f"{name}: {verdict.status} ({verdict.message}), must be {expected.status}")
        if expected.misconception not in (None, verdict.misconception):
            found.append(f"{name}: named {verdict.misconception!r}, must be {expected.misconception!r}")
    return found


def _table(outcomes: list[Outcome], lab: Lab, console: Console) -> None:
    from rich.table import Table

    from grader.report.tables import cell, named, statuses

    table = Table(title=f"{lab.name}: the sample class, graded by nbgrader autograde")
    for column in ("submission", "points", "exercises", "named mistakes", "as it must be"):
        table.add_column(column, justify="right" if column == "points" else "left", overflow="fold")
    for each in outcomes:
        table.add_row(
            each.sample.name,
            f"{sum(each.gradebook.values()):g} of {each.grade.max_points:g}",
            statuses(each.grade.exercises),
            cell(named(each.grade)),
            "[red]no[/red]" if each.differences else "yes",
            style="dim" if each.sample.hostile and not each.differences else None,
        )
    console.print(table)


def _report(outcomes: list[Outcome], seconds: float, feedback: Path, console: Console) -> None:
    """Print the differences, the time taken, and where to look at the feedback."""
    from rich.markup import escape

    for each in outcomes:
        for line in each.differences:
            console.print(f"[red]{each.grade.lab}, {each.sample.name}[/red]: {escape(line)}")
    datasets = sorted({each.grade.dataset for each in outcomes if each.grade.dataset})
    rungs = sorted({each.grade.sandbox for each in outcomes})
    wrong = sum(bool(each.differences) for each in outcomes)
    console.print(
        f"{len(outcomes) - wrong} of {len(outcomes)} as they must be (dimmed: attacks), {seconds:.0f} s with nbgrader; "
        f"data set {', '.join(datasets) or 'none'}; sandbox {', '.join(rungs)}"
    )
    console.print("Open in a browser:")
    for name in ("all-right", "adam-without-bias-correction"):
        console.print(f"  {feedback / name / LAB / f'{LAB}.html'}", soft_wrap=True)
