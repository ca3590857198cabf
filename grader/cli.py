"""The command line. Exit codes: 0 done; 1 a check failed or the grader could not; 2 wrong use."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.course import Course, Lab

T = TypeVar("T")
app = typer.Typer(
    help="Labs that grade themselves: build them, prove them, grade strangers' code in a sandbox.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

LabName = Annotated[str | None, typer.Argument(help="A folder of solutions/, as in 06_optimizers; default: all labs.")]
#: What is no bug of ours: a pipe that was closed, a full disk, a place where nothing may be written.
_NOT_WRITABLE = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG)
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the result to this file as JSON.")]


def main() -> None:
    """The `grader` command: errors meant for people are one line, without a traceback."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where what goes wrong is told, and not after the end
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        if error.errno not in _NOT_WRITABLE:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:  # `grader ... | head` closed the pipe
            place = error.filename or "the output"
            print(f"grader: {place}: {error.strerror}; make room there or allow it, and run it again", file=sys.stderr)
        raise SystemExit(1) from None


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail where derived files drifted.")] = False,
) -> None:
    """Make notebooks, checks and tables from lab.md and the exercises.

    Example: grader build --check
    """
    from grader.build import build_lab, check_built, update_readme

    course = _course()
    if check:
        drifted = check_built(course)
        for line in drifted:
            print(line)
        raise typer.Exit(1 if drifted else 0)
    for lab in _progress(list(course.labs.values()), "building"):
        for line in build_lab(course, lab):
            print(line)
    for line in update_readme(course):
        print(line)


@app.command()
def exercises(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead of a table.")] = False,
) -> None:
    """List every exercise with its ids, points, cases and known mistakes.

    Example: grader exercises --json
    """
    from grader.listing import exercises_json
    from grader.report.tables import exercise_table

    rows = exercises_json(_course())
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        _console().print(exercise_table(rows))


@app.command()
def verify(
    lab: LabName = None,
    json_file: JsonFile = None,
    exercise: Annotated[str | None, typer.Option(help="Prove this exercise alone.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write each exercise's kill matrix as a page into this folder.")
    ] = None,
) -> None:
    """Prove the exercises: oracle, right and wrong variants, mutants, stub and solved notebook.

    Example: grader verify 06_optimizers --json proof.json --html proof
    """
    from grader.report.matrix import write_matrices
    from grader.report.tables import proof_table
    from grader.verify import verify_lab

    course = _course()
    _try_outputs(json_file, html and html / "index.html")
    proofs = []
    for each in _labs(course, lab):
        names = [e.name for e in each.exercises if exercise in (None, e.name)]
        if not names:
            each.exercise(str(exercise))
        work = verify_lab(course, each, names, matrices=html is not None)
        proofs += list(_progress(work, f"verifying {each.name}", len(names)))
    if json_file:
        _write_json(json_file, {"exercises": [proof.to_json() for proof in proofs]})
    if html:
        write_matrices(html, [proof.matrix for proof in proofs if proof.matrix])
    _console().print(proof_table(proofs))
    for proof in proofs:
        for problem in proof.problems:
            print(f"{proof.lab}/{proof.exercise}: {problem}")
    raise typer.Exit(0 if all(proof.ok for proof in proofs) else 1)


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="A student's notebook, beside its checks folder.")],
) -> None:
    """Run a notebook's check cells in a kernel of its own and print what each one says.

    For students without JupyterLab at hand: nothing is confined, it is your own code.
    Example: grader check labs/06_optimizers/06_optimizers.ipynb
    """
    from grader.selfcheck import run_checks

    results = run_checks(notebook)
    for result in results:
        print(result.text, end="\n\n")
    right = sum(result.right for result in results)
    print(f"{right} of {len(results)} exercises right")
    raise typer.Exit(0 if right == len(results) else 1)


@app.command()
def grade(
    notebooks: Annotated[list[Path], typer.Argument(help="Notebooks, or folders that hold them.")],
    lab: Annotated[str | None, typer.Option(help="The lab they answer; default: by file name.")] = None,
    json_file: JsonFile = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write a table of points, one row each.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write one feedback page each into this folder.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at a time; default: two more than cores.")] = None,
    run_all: Annotated[
        bool, typer.Option("--run-all", help="Also run the cells that are only there to look at.")
    ] = False,
    dataset: Annotated[str | None, typer.Option(help="Train on this data set: mnist or mnist-5k.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run that was ended: grade only what it had not graded yet.")
    ] = False,
    replay: Annotated[Path | None, typer.Option(help="A grade's JSON: grade its notebook again and compare.")] = None,
    allow_weak_sandbox: Annotated[
        bool, typer.Option("--allow-weak-sandbox", help="Grade even where student code cannot be confined.")
    ] = False,
) -> None:
    """Grade notebooks, each in a sandbox of its own.

    A folder stands for all submissions in it: STUDENT/LAB/LAB.ipynb as nbgrader lays them out, or loose notebooks.
    What answers no lab is named and left out.

    Each grade is kept in .grader/verdicts as soon as it is there. If the run ends early, the same command with --resume
    takes those and grades the rest.

    Examples:
      grader grade submitted --lab 06_optimizers --json grades.json --html feedback
      grader grade --replay grade.json notebook.ipynb
    """
    from grader.batch import grade_collected, replayed
    from grader.collect import collect
    from grader.report.html import write_pages
    from grader.report.tables import class_table, grades_json, write_csv

    course = _course()
    options: dict[str, Any] = {"allow_weak": allow_weak_sandbox, "run_all": run_all}
    if replay:
        differences = replayed(course, replay, notebooks, **options)
        for line in differences:
            print(line)
        print("the verdicts differ" if differences else "the same verdicts")
        raise typer.Exit(1 if differences else 0)
    submissions, left_out = collect(course, notebooks, lab)
    for line in left_out:
        print(f"grader: left out: {line}", file=sys.stderr)
    _try_outputs(json_file, csv_file, html and html / "index.html")
    work = grade_collected(course, submissions, jobs=jobs, dataset=dataset, keep=True, resume=resume, **options)
    grades = list(_progress(work, "grading", len(submissions)))
    if json_file:
        _write_json(json_file, grades_json(grades))
    if csv_file:
        write_csv(csv_file, grades)
    if html:
        write_pages(html, grades, course.feedback)
    _console().print(class_table(grades))
    failed = any(v.status == "grader error" for g in grades for v in g.exercises)
    raise typer.Exit(1 if failed or left_out else 0)


@app.command()
def leaderboard(
    lab: Annotated[str, typer.Argument(help="A lab with a challenge, as in 11_mnist_challenge.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Grades in JSON, beside those that nbgrader kept.")] = None,
    pseudonyms: Annotated[bool, typer.Option("--pseudonyms", help="Show invented names, always the same.")] = False,
    json_file: JsonFile = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write one row per submission.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the leaderboard to this file as a page.")] = None,
) -> None:
    """Rank a challenge's entries by held-out accuracy, then CPU time, one table per data set.

    Example: grader leaderboard 11_mnist_challenge --pseudonyms --html board.html
    """
    from grader import leaderboard as source
    from grader.files import write_atomically
    from grader.reference import course_seed
    from grader.report import leaderboard as report

    course = _course()
    if not any(exercise.contest for exercise in course.lab(lab).exercises):
        raise UsageError(f"lab {lab} has no challenge to rank")
    _try_outputs(json_file, csv_file, html)
    grades = source.read_grades(course, lab, files or ())
    invented = source.pseudonyms([g.submission for g in grades], course_seed(course.secret)) if pseudonyms else None
    board = report.leaderboard(lab, grades, invented)
    if json_file:
        _write_json(json_file, report.leaderboard_json(board))
    if csv_file:
        write_atomically(csv_file, report.leaderboard_csv(board))
    if html:
        write_atomically(html, report.leaderboard_html(board))
    for table in report.leaderboard_tables(board):
        _console().print(table)


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Option(help="Where the sample class is laid out; default: demo/.")] = None,
) -> None:
    """Make a class of sample submissions and grade it through nbgrader.

    Example: grader demo
    """
    from grader.demo import run_demo

    course = _course()
    raise typer.Exit(run_demo(course, folder or course.root / "demo", _console()))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Try every layer of the sandbox on this machine, say what is lost without it, and list the limits of the course.

    Example: grader doctor
    """
    from grader.listing import limits_json
    from grader.report.tables import doctor_table, limits_table
    from grader.sandbox import doctor as sandbox_doctor

    layers = sandbox_doctor.layers()
    rung = sandbox_doctor.rung(layers)
    try:
        course = _course()
    except UsageError:  # outside of a course there is a machine to look at all the same
        course = None
    limits = limits_json(course)
    if as_json:
        rows = [{"layer": a.name, "holds": a.holds, "detail": a.detail, "lost": a.lost} for a in layers]
        print(json.dumps({"rung": rung, "layers": rows, "limits": limits}, indent=2))
    else:
        _console().print(doctor_table(layers, rung, sandbox_doctor.RUNGS[rung]))
        _console().print(limits_table(limits))
        if rung > sandbox_doctor.WEAKEST:
            print(f"Grading refuses below rung {sandbox_doctor.WEAKEST}. Ways out: {sandbox_doctor.WAYS_OUT}.")
    raise typer.Exit(0 if rung <= sandbox_doctor.WEAKEST else 1)


@app.command()
def data(
    fetch: Annotated[str | None, typer.Option(help="Download this data set and verify it.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Verify the checksum of every file that is there.")] = False,
) -> None:
    """Show the data sets, fetch one, or verify their checksums.

    Example: grader data --fetch mnist
    """
    from grader import datasets

    if fetch:
        print(datasets.fetch(fetch))
    elif check:
        rows = [row for name in datasets.names() for row in datasets.check(name)]
        for row in rows:
            print(row.line)
        raise typer.Exit(0 if all(row.ok for row in rows) else 1)
    else:
        print(datasets.describe())


def _course() -> Course:
    from grader.course import find_course

    return find_course()


def _labs(course: Course, name: str | None) -> list[Lab]:
    return [course.lab(name)] if name else list(course.labs.values())


def _try_outputs(*files: Path | None) -> None:
    """Refuse what cannot be written before hours of work are put into it. Raises GraderError."""
    from grader.files import check_writable

    for path in files:
        if path:
            check_writable(path)


def _write_json(path: Path, content: Any) -> None:
    from grader.files import write_atomically

    write_atomically(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _console() -> Any:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 160)


def _progress(work: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """The same items, with a progress bar on stderr where a person watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        yield from bar.track(work, total=total, description=label)
