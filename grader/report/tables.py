"""Make tables of a class, the exercises, a proof, a machine: for the terminal, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from grader.core.files import write_atomically
from grader.core.grade_json import to_json
from grader.core.layers import Layer
from grader.core.limits import format_limit
from grader.core.proof import ExerciseProof, grouped_costs
from grader.core.records import Grade, Verdict
from grader.core.terminal import one_line
from grader.report.spreadsheet import Value, csv_text

_COLOURS = {"right": "green", "wrong": "red", "not attempted": "dim"}
#: Columns of the CSV beside one per exercise.
_LEADING = ("submission", "lab", "points", "max_points", "dataset", "sandbox", "error")
_TRAILING = ("misconceptions", "points by hand", "integrity")


def grades_json(
    grades: Sequence[Grade], collected: Sequence[Mapping[str, str]] = (), left_out: Sequence[str] = ()
) -> dict[str, Any]:
    """Convert grades to `{"grades": [...], ...}`, as `grader grade --json` writes it, without the cells' outputs.

    collected: which file became which student, see `collected_table`; left_out: what was not graded, and why
    """
    rows = []
    for grade in grades:
        row = to_json(grade)
        row["outputs"] = {}
        rows.append(row)
    return {"grades": rows, "collected": [dict(row) for row in collected], "left_out": list(left_out)}


def collected_table(rows: Sequence[Mapping[str, str]]) -> Table:
    """Make the table of which file became which student. rows: student, lab, file, platform, notes."""
    platforms = ", ".join(dict.fromkeys(row["platform"] for row in rows if row["platform"]))
    title = "who is who" + (f" in this download of {platforms}" if platforms else "")
    table = Table("student", "file", "notes", title=title, title_justify="left")
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*(cell(row[column]) for column in ("student", "file", "notes")))
    return table


def write_csv(path: Path, grades: Sequence[Grade]) -> None:
    """Write one row per submission: points and status of each exercise, named misconceptions, remarks."""
    names = list(dict.fromkeys(v.name for grade in grades for v in grade.exercises))
    header = [*_LEADING, *names, *(f"{name} status" for name in names), *_TRAILING]
    write_atomically(path, csv_text(header, (_csv_row(grade, names) for grade in grades)))


def _csv_row(grade: Grade, names: Sequence[str]) -> list[Value]:
    verdicts = {v.name: v for v in grade.exercises}
    return [
        *(getattr(grade, key) for key in _LEADING),
        *(verdicts[n].points if n in verdicts else None for n in names),
        *(verdicts[n].status if n in verdicts else None for n in names),
        named(grade),
        float(sum(grade.by_hand.values())),
        "; ".join(grade.integrity),
    ]


def class_table(grades: Sequence[Grade]) -> Table:
    """Make the table of a class: points, statuses, named misconceptions, remarks; data set and sandbox above it."""
    datasets = sorted({grade.dataset for grade in grades if grade.dataset})
    rungs = sorted({grade.sandbox for grade in grades if grade.sandbox})
    about = [f"trained on {', '.join(datasets)}"] if datasets else []
    about += [f"sandbox {', '.join(rungs)}"] if rungs else []
    table = Table(title="; ".join(about) or None, title_justify="left")
    table.add_column("submission")
    table.add_column("points", justify="right")
    for column in ("exercises", "named misconceptions", "remarks"):
        table.add_column(column, overflow="fold")
    for grade in grades:
        warnings = [f"look at it: {warning}" for warning in grade.integrity]
        remarks = "; ".join(filter(None, [grade.error, by_hand(grade), *warnings, *grade.repairs]))
        points = f"{grade.points:g} / {grade.max_points:g}"
        table.add_row(cell(grade.submission), points, statuses(grade.exercises), cell(named(grade)), cell(remarks))
    return table


def cell(text: str) -> Text:
    """Make a cell of a table on a terminal from a text that a stranger may have written."""
    return Text(one_line(text))


def statuses(verdicts: Sequence[Verdict]) -> Text:
    """Count exercises by status, with names of those that are not right: '10 right, 1 wrong (Adam)'."""
    text = Text()
    for status in dict.fromkeys(["right", *(v.status for v in verdicts)]):
        members = [v.name for v in verdicts if v.status == status]
        if not members:
            continue
        which = "" if status == "right" or len(members) > 3 else f" ({', '.join(members)})"
        text.append(", " if text else "").append(f"{len(members)} {status}{which}", _COLOURS.get(status, "yellow"))
    return text


def named(grade: Grade) -> str:
    """List the misconceptions named in a grade: 'Adam: no bias correction; ...'."""
    return "; ".join(f"{v.name}: {v.misconception}" for v in grade.exercises if v.misconception)


def by_hand(grade: Grade) -> str:
    """Say which points a person gives: '6 more points (report) are given by a person'; "" where none."""
    if not grade.by_hand:
        return ""
    return f"{sum(grade.by_hand.values()):g} more points ({', '.join(grade.by_hand)}) are given by a person"


def exercise_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Make the table of `grader exercises`."""
    table = Table("lab", "exercise", "ids", "points", "cases", "wrong", "right", "source")
    for row in rows:
        counts = [str(row[key] if isinstance(row[key], int) else len(row[key])) for key in ("cases", "wrong", "right")]
        table.add_row(row["lab"], row["exercise"], ", ".join(row["ids"]), f"{row['points']:g}", *counts, row["source"])
    return table


def coverage_table(rows: Iterable[tuple[str, str, Sequence[str]]]) -> Table:
    """Make the table of `grader coverage` from id, name and places of each item."""
    table = Table("id", "item", "covered by")
    for id, name, places in rows:
        table.add_row(id, name, "\n".join(places) or "[yellow]nothing yet")
    return table


def proof_table(proofs: Sequence[ExerciseProof]) -> Table:
    """Make the table of `grader verify`.

    A margin is the distance from the tolerance of the nearest case, in multiples of the tolerance. "accuracy missed" is
    an upper bound of the probability that a right answer misses a threshold of accuracy.
    """
    table = Table("exercise", "ok", "oracle", "right pass", "wrong caught", "wrong named", "mutants left")
    for margin in ("right within 1/", "wrong beyond", "accuracy missed"):
        table.add_column(margin, justify="right")
    for proof in proofs:
        table.add_row(
            proof.exercise,
            _mark(proof.ok),
            _mark(proof.oracle_ok),
            f"{proof.right_passed} of {proof.right_total}",
            f"{proof.wrong_caught} of {proof.wrong_total}",
            f"{proof.wrong_named} of {proof.wrong_total}",
            f"{proof.mutants_survived} of {proof.mutants_total}",
            f"{proof.margin_right:.2g}",
            f"{proof.margin_wrong:.2g}",
            f"{proof.false_fail:.0e}" if proof.false_fail else "",
        )
    return table


def cost_lines(proof: ExerciseProof) -> list[str]:
    """Say in a line for each cost which known mistakes of an exercise have it, the dearest first."""
    return [f"{proof.exercise}, {cost}: {', '.join(names)}" for cost, names in grouped_costs(proof.costs).items()]


def doctor_table(layers: Sequence[Layer], rung: str, meaning: str) -> Table:
    """Make the table of `grader doctor`: which layers hold, and what is lost without the others."""
    table = Table(title=f"rung {rung}: {meaning}", title_justify="left")
    for column in ("layer", "holds", "found", "lost without it"):
        table.add_column(column, overflow="fold")
    for layer in layers:
        table.add_row(layer.name, _mark(layer.holds), layer.detail, "" if layer.holds else layer.lost)
    return table


def limits_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Make the table of limits. rows: as in `grader doctor --json`."""
    titles = {"cpu": "CPU time", "wall": "wall time", "memory": "memory", "scratch": "files", "output": "output"}
    table = Table(title="limits of students' code, from course.toml; it may start no process", title_justify="left")
    for column in ("of", "in", *titles.values(), "threads"):
        table.add_column(column, overflow="fold")
    for row in rows:
        limits = {name.removeprefix("notebook_"): (name, row[name]) for name in row}
        where = row["exercise"] or row["lab"] or "every lab"
        cells = [format_limit(*limits[name]) if name in limits else "" for name in (*titles, "threads")]
        table.add_row(row["what"], where, *cells)
    return table


def _mark(good: bool) -> Text:
    return Text("yes", "green") if good else Text("NO", "bold red")
