"""Commands for instructors: grade a class, rank a challenge, show a sample class."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli import common, faults
from grader.core.errors import UsageError
from grader.core.terminal import printable

if TYPE_CHECKING:
    from grader.course.loader import Course

app = typer.Typer()


@app.command()
def grade(
    notebooks: Annotated[list[Path], typer.Argument(help="Notebooks, or folders or zip files that hold them.")],
    lab: Annotated[str | None, typer.Option(help="The lab they answer; default: by file name.")] = None,
    json_file: common.JsonFile = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write a table of points, one row each.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write one feedback page each into this folder.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at a time; default: two more than cores.")] = None,
    run_all: Annotated[
        bool, typer.Option("--run-all", help="Also run the cells that are only there to look at.")
    ] = False,
    dataset: Annotated[str | None, typer.Option(help="Train on this data set: mnist or mnist-5k.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue a run that ended early: grade only what it had not graded yet.")
    ] = False,
    replay: Annotated[Path | None, typer.Option(help="A grade's JSON: grade its notebook again and compare.")] = None,
    allow_weak_sandbox: Annotated[
        bool, typer.Option("--allow-weak-sandbox", help="Grade even where student code cannot be confined.")
    ] = False,
) -> None:
    """Grade notebooks, each in a sandbox of its own.

    A folder or a zip file stands for all submissions in it: STUDENT/LAB/LAB.ipynb as nbgrader stores them, a download
    of Moodle, Canvas, Gradescope or Blackboard, or loose notebooks. A table says which file became which student.
    Notebooks that answer no lab are named and left out.

    Each grade is stored in .grader/verdicts as soon as it is complete. If the run ends early, the same command with
    --resume uses these and grades the rest.

    Examples:
      grader grade submitted --lab 06_optimizers --json grades.json --html feedback
      grader grade moodle.zip --lab 06_optimizers
      grader grade --replay grade.json notebook.ipynb
    """
    from grader.grading.batch import grade_collected
    from grader.grading.collect import collect
    from grader.report.grade_page import write_pages
    from grader.report.tables import class_table, collected_table, grades_json, write_csv

    course = common.course()
    options: dict[str, Any] = {"allow_weak": allow_weak_sandbox, "run_all": run_all}
    if replay:
        raise typer.Exit(_replay(course, replay, notebooks, options))
    submissions, left_out = collect(course, notebooks, lab)
    for line in left_out:
        print(printable(f"grader: left out: {line}"), file=sys.stderr)
    rows = [each.row() for each in submissions]
    if any(each.found.stored or each.found.notes or each.found.repairs for each in submissions):
        common.console().print(collected_table(rows))
    common.try_outputs(json_file, csv_file, html and html / "index.html")
    work = grade_collected(course, submissions, jobs=jobs, dataset=dataset, keep=True, resume=resume, **options)
    grades = faults.take(work, len(submissions))
    if json_file:
        common.write_json(json_file, grades_json(grades, rows, left_out))
    if csv_file:
        write_csv(csv_file, grades)
    if html:
        write_pages(html, grades, course.feedback)
    common.console().print(class_table(grades))
    failed = faults.report_faults(grades)
    raise typer.Exit(1 if failed or left_out else 0)


def _replay(course: Course, record: Path, notebooks: list[Path], options: dict[str, Any]) -> int:
    """Grade a notebook again, print what differs from its record, and return the exit status."""
    from grader.grading.replay import replay_differences

    differences = replay_differences(course, record, notebooks, **options)
    for line in differences:
        print(printable(line))
    print("the verdicts differ" if differences else "the same verdicts")
    return 1 if differences else 0


@app.command()
def leaderboard(
    lab: Annotated[str, typer.Argument(help="A lab with a challenge, as in 11_mnist_challenge.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Grades in JSON, beside those that nbgrader stored.")
    ] = None,
    pseudonyms: Annotated[bool, typer.Option("--pseudonyms", help="Show pseudonyms, the same in every run.")] = False,
    json_file: common.JsonFile = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write one row per submission.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the leaderboard to this file as a page.")] = None,
) -> None:
    """Rank a challenge's entries by held-out accuracy, then CPU time, one table per data set.

    The page of --html is made to be shown in class: large type, and a picture of accuracy against CPU time.

    Example: grader leaderboard 11_mnist_challenge --pseudonyms --html board.html
    """
    from grader.core.files import write_atomically
    from grader.course.seeds import course_seed
    from grader.grading import leaderboard as source
    from grader.report import leaderboard as report

    course = common.course()
    contest = next((exercise.contest for exercise in course.lab(lab).exercises if exercise.contest), None)
    if contest is None:
        raise UsageError(f"lab {lab} has no challenge to rank")
    common.try_outputs(json_file, csv_file, html)
    grades = source.read_grades(course, lab, files or ())
    invented = source.pseudonyms([g.submission for g in grades], course_seed(course.secret)) if pseudonyms else None
    tiers = {name: [(tier.name, tier.accuracy) for tier in each] for name, each in contest.tiers.items()}
    board = report.leaderboard(lab, grades, invented, tiers)
    if json_file:
        common.write_json(json_file, report.leaderboard_json(board))
    if csv_file:
        write_atomically(csv_file, report.leaderboard_csv(board))
    if html:
        write_atomically(html, report.leaderboard_html(board))
    for table in report.leaderboard_tables(board):
        common.console().print(table)


@app.command()
def mistakes(
    grades: Annotated[Path, typer.Argument(help="Grades in JSON, as `grader grade --json` writes them.")],
    notebooks: Annotated[list[Path] | None, typer.Argument(help="The notebooks graded, to show sources from.")] = None,
    json_file: common.JsonFile = None,
) -> None:
    """Group the wrong answers that bear no name of the catalogue, the largest group first.

    Each comes with a representative, what was said of it and, where a slip explains it, a mistake to paste.
    Example: grader mistakes grades.json submissions/*.ipynb
    """
    from dataclasses import asdict

    from grader.grading.unnamed import read_grades, unnamed_groups

    common.try_outputs(json_file)
    groups = unnamed_groups(common.course(), read_grades(grades), notebooks or ())
    if json_file:
        common.write_json(json_file, {"groups": [asdict(group) for group in groups]})
    for group in groups:
        others = f" and {len(group.submissions) - 1} more" if len(group.submissions) > 1 else ""
        print(printable(f"{group.lab}/{group.exercise}: {group.submissions[0]}{others}"))
        print(printable(f"  {group.said}"))
        for part in (group.source, group.mistake):
            print(*(printable(f"    {line}") for line in part.splitlines()), sep="\n", end="\n\n" if part else "")
    print(f"{sum(len(group.submissions) for group in groups)} answers in {len(groups)} groups")


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Option(help="Where the sample class is laid out; default: demo/.")] = None,
) -> None:
    """Make a class of sample submissions and grade it through nbgrader.

    Example: grader demo
    """
    from grader.cli.demo import run_demo

    course = common.course()
    raise typer.Exit(run_demo(course, folder or course.root / "demo", common.console()))
