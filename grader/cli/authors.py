"""Commands for authors and CI: build, list and prove the exercises, check a notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from grader.cli import common
from grader.core.errors import UsageError

app = typer.Typer()


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail where derived files drifted.")] = False,
) -> None:
    """Make notebooks, checks and tables from lab.md and the exercises.

    Example: grader build --check
    """
    from grader.authoring.build import build_lab, check_built, update_pages

    course = common.course()
    if check:
        drifted = check_built(course)
        for line in drifted:
            print(line)
        raise typer.Exit(1 if drifted else 0)
    for lab in common.progress(list(course.labs.values()), "building"):
        for line in build_lab(course, lab):
            print(line)
    for line in update_pages(course):
        print(line)


@app.command()
def exercises(
    name: Annotated[str | None, typer.Argument(help="Show this exercise whole instead of listing all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table or text.")] = False,
) -> None:
    """List every exercise, or show one: each case and mistake, where it comes from, and what it changes.

    Example: grader exercises Adam
    """
    from grader.authoring.describe import describe_item, item_as_text
    from grader.authoring.tables import exercises_json
    from grader.report.tables import exercise_table

    course = common.course()
    if name is None:
        rows = exercises_json(course)
        if as_json:
            print(json.dumps(rows, indent=2, ensure_ascii=False))
        else:
            common.console().print(exercise_table(rows))
        return
    found = [describe_item(lab.name, e) for lab in course.labs.values() for e in lab.items if e.name == name]
    if not found:
        known = ", ".join(sorted(e.name for lab in course.labs.values() for e in lab.items))
        raise UsageError(f"no exercise is called {name!r}; there are {known}")
    for description in found:
        print(json.dumps(description, indent=2, ensure_ascii=False) if as_json else item_as_text(description), end="")


@app.command()
def coverage(json_file: common.JsonFile = None) -> None:
    """Print what covers each item of the source decks, and what nothing covers yet.

    Example: grader coverage --json coverage.json
    """
    from grader.authoring.coverage import covered_items, items_json
    from grader.report.tables import coverage_table

    course = common.course()
    common.try_outputs(json_file)
    _, items = covered_items(course)
    found = items_json(items)
    if json_file:
        common.write_json(json_file, found)
    common.console().print(coverage_table((item.id, item.name, item.places) for item in items))
    print(f"{len(found['covered'])} items covered, {len(found['missing'])} missing")


@app.command()
def verify(
    lab: common.LabName = None,
    json_file: common.JsonFile = None,
    exercise: Annotated[str | None, typer.Option(help="Prove this exercise alone.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write each exercise's kill matrix as a page into this folder.")
    ] = None,
    sentences: Annotated[
        bool,
        typer.Option("--sentences", help="Instead, measure what is said of wrong answers made from the solutions."),
    ] = False,
) -> None:
    """Prove the exercises: oracle, right and wrong variants, mutants, stub and solved notebook.

    Example: grader verify 06_optimizers --json proof.json --html proof
    """
    if sentences:
        raise typer.Exit(_measure_sentences(lab, exercise))
    from grader.authoring.verify import verify_exercises
    from grader.report.kill_matrix import write_matrices
    from grader.report.tables import cost_lines, proof_table

    course = common.course()
    common.try_outputs(json_file, html and html / "index.html")
    labs = common.labs(course, lab, exercise)
    chosen = [(each, found) for each in labs for found in each.items if exercise in (None, found.name)]
    work = verify_exercises(course, chosen, matrices=html is not None)
    proofs = list(common.progress(work, "verifying", len(chosen)))
    if json_file:
        common.write_json(json_file, {"exercises": [proof.to_json() for proof in proofs]})
    if html:
        write_matrices(html, [proof.matrix for proof in proofs if proof.matrix])
    common.console().print(proof_table(proofs))
    print("What each known mistake costs of the points for cases:")
    print(*(line for proof in proofs for line in cost_lines(proof)), sep="\n")
    for proof in proofs:
        for problem in proof.problems:
            print(f"{proof.lab}/{proof.exercise}: {problem}")
    raise typer.Exit(0 if all(proof.ok for proof in proofs) else 1)


def _measure_sentences(lab: str | None, exercise: str | None) -> int:
    """Print how many made wrong answers bear a name and a sentence, and every false name; return how many there are."""
    from grader.authoring.proof.sentences import sentence_shares, share_lines
    from grader.core.recording import load, path_of
    from grader.course.reference import Reference

    work = [
        (each, e)
        for each in common.labs(common.course(), lab, exercise)
        for e in each.exercises
        if exercise in (None, e.name)
    ]
    found = []
    for each, e in common.progress(work, "measuring", len(work)):
        shares = sentence_shares(Reference(e, each.given), load(path_of(each.path, e.name)))
        found.append(shares)
        for (who, _), share in shares.items():
            for label in share.false:
                print(f"{e.name}, {who}: a false name for {label}")
    print(*share_lines(found), sep="\n")
    return int(any(share.false for shares in found for share in shares.values()))


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="A student's notebook, beside its checks folder.")],
) -> None:
    """Run a notebook's check cells in a kernel of its own and print what each one says.

    For students without JupyterLab at hand: nothing is confined, it is your own code.
    Example: grader check labs/06_optimizers/06_optimizers.ipynb
    """
    from grader.student.run_checks import run_checks

    results = run_checks(notebook)
    for result in results:
        print(result.text, end="\n\n")
    right = sum(result.right for result in results)
    print(f"{right} of {len(results)} exercises right")
    raise typer.Exit(0 if right == len(results) else 1)
