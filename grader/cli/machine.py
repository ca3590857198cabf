"""Commands about a machine: how well it confines code, and which data sets it has."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from grader.cli import common
from grader.core.errors import UsageError

app = typer.Typer()


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Test every layer of the sandbox on this machine, say what is lost without it, and list the limits of the course.

    Example: grader doctor
    """
    from grader.authoring.tables import limits_json
    from grader.report.tables import doctor_table, limits_table
    from grader.sandbox import doctor as sandbox_doctor

    layers = sandbox_doctor.layers()
    rung = sandbox_doctor.rung(layers)
    try:
        course = common.course()
    except UsageError:  # the machine can be tested outside a course, too
        course = None
    limits = limits_json(course)
    if as_json:
        rows = [{"layer": a.name, "holds": a.holds, "detail": a.detail, "lost": a.lost} for a in layers]
        print(json.dumps({"rung": rung, "layers": rows, "limits": limits}, indent=2))
    else:
        common.console().print(doctor_table(layers, rung, sandbox_doctor.RUNGS[rung]))
        common.console().print(limits_table(limits))
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
