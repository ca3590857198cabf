"""Rank the entries of a challenge by held-out accuracy, one table for each data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from markupsafe import Markup
from rich.table import Table

from grader.core.records import CaseVerdict, Grade, Verdict
from grader.report.leaderboard_picture import Point, accuracy_by_cpu
from grader.report.page import render
from grader.report.spreadsheet import csv_text
from grader.report.tables import cell

_COLUMNS = ("dataset", "place", "submission", "accuracy", "cpu", "remark", "tier")
#: The tiers of a data set: name and least accuracy of each, the lowest first.
Tiers = Mapping[str, Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Standing:
    """One submission's place.

    dataset: that it trained on
    place: from 1, the same for a tie; None where nothing was scored
    submission: name or pseudonym
    accuracy: share of the held-out images that were right, or None
    cpu: seconds of CPU time, or None
    remark: why nothing was scored, or what is out of the ordinary, or ""
    tier: the highest that the accuracy reaches, or ""
    """

    dataset: str
    place: int | None
    submission: str
    accuracy: float | None
    cpu: float | None
    remark: str = ""
    tier: str = ""


@dataclass(frozen=True)
class Leaderboard:
    """The ranking of a lab's challenge.

    lab: name of the lab
    boards: standings by data set, which are not compared with each other
    unscored: submissions without an accuracy
    tiers: of each data set
    """

    lab: str
    boards: Mapping[str, tuple[Standing, ...]]
    unscored: tuple[Standing, ...]
    tiers: Tiers = field(default_factory=dict)


def leaderboard(
    lab: str, grades: Sequence[Grade], names: Mapping[str, str] | None = None, tiers: Tiers | None = None
) -> Leaderboard:
    """Order a lab's grades by accuracy, then by CPU time in whole seconds, then by name.

    Equal accuracy in equal seconds is a tie.

    lab: name of the lab
    grades: of that lab
    names: pseudonyms by submission, or None to show names
    tiers: of each data set
    """
    tiers = tiers or {}
    runs: dict[str, list[Standing]] = {}
    unscored: list[Standing] = []
    for grade in grades:
        name = names[grade.submission] if names is not None else grade.submission
        found = _run_of(grade)
        if found is None or found[1].accuracy is None:
            unscored.append(Standing(grade.dataset, None, name, None, None, _why(grade, found, hide=names is not None)))
            continue
        case = found[1]
        remark = "scored on its last checkpoint" if "last checkpoint" in case.message else ""
        tier = _tier(tiers.get(grade.dataset, ()), case.accuracy or 0.0)
        standing = Standing(grade.dataset, None, name, case.accuracy, case.cpu, remark, tier)
        runs.setdefault(grade.dataset, []).append(standing)
    boards = {dataset: tuple(_placed(standings)) for dataset, standings in sorted(runs.items())}
    return Leaderboard(lab, boards, tuple(sorted(unscored, key=lambda standing: standing.submission)), tiers)


def leaderboard_json(board: Leaderboard) -> dict[str, Any]:
    """Convert to `{"lab", "boards": [{"dataset", "standings"}], "unscored"}`, with the fields of Standing."""
    boards = [
        {"dataset": name, "standings": [asdict(s) for s in standings]} for name, standings in board.boards.items()
    ]
    return {"lab": board.lab, "boards": boards, "unscored": [asdict(standing) for standing in board.unscored]}


def leaderboard_csv(board: Leaderboard) -> str:
    """Write one row of CSV per submission, the unscored ones last."""
    return csv_text(_COLUMNS, ([getattr(standing, key) for key in _COLUMNS] for standing in _all(board)))


def leaderboard_tables(board: Leaderboard) -> list[Table]:
    """Make a table for each data set, and one for what was not scored."""
    tables = []
    for dataset, standings in board.boards.items():
        table = Table(title=f"{board.lab} on {dataset}", title_justify="left")
        for column in ("place", "accuracy", "CPU s"):
            table.add_column(column, justify="right")
        table.add_column("tier")
        table.add_column("submission")
        table.add_column("remark", overflow="fold")
        for s in standings:
            table.add_row(*_figures(s), cell(s.tier), cell(s.submission), cell(s.remark))
        tables.append(table)
    if board.unscored:
        table = Table(title="not scored", title_justify="left")
        table.add_column("submission")
        table.add_column("why", overflow="fold")
        for s in board.unscored:
            table.add_row(cell(s.submission), cell(s.remark))
        tables.append(table)
    return tables


def leaderboard_html(board: Leaderboard) -> str:
    """Write the leaderboard as a page to be shown in class: large type, and a picture of accuracy against CPU time."""
    scored = {
        name: [(*_figures(s), s.tier, s.submission, s.remark) for s in rows] for name, rows in board.boards.items()
    }
    pictures = {
        name: Markup(accuracy_by_cpu([_point(s) for s in rows], board.tiers.get(name, ())))
        for name, rows in board.boards.items()
    }
    unscored = [(s.submission, s.remark) for s in board.unscored]
    return render("leaderboard.html", board=board, scored=scored, pictures=pictures, unscored=unscored)


def _point(standing: Standing) -> Point:
    return Point(standing.submission, standing.cpu or 0.0, standing.accuracy or 0.0)


def _tier(tiers: Sequence[tuple[str, float]], accuracy: float) -> str:
    """Name the highest tier that an accuracy reaches; "" below the lowest."""
    return next((name for name, least in reversed(tiers) if accuracy >= least), "")


def _run_of(grade: Grade) -> tuple[Verdict, CaseVerdict] | None:
    """Find verdict and case of a grade's challenge: the case that has an accuracy, else one that is named so."""
    cases = [(verdict, case) for verdict in grade.exercises for case in verdict.cases]
    scored = [found for found in cases if found[1].accuracy is not None]
    ended = [found for found in cases if found[1].case.startswith("accuracy on ")]
    return next(iter(scored or ended), None)


def _why(grade: Grade, found: tuple[Verdict, CaseVerdict] | None, *, hide: bool) -> str:
    """Say why there is no accuracy. hide: leave out what may contain the submission's name."""
    if grade.error:
        return "could not be graded" if hide else grade.error
    if found is not None:
        return found[1].message
    reasons = {verdict.status: verdict.message for verdict in grade.exercises if not verdict.cases}
    return next(iter(reasons.values()), "") or "its challenge was not run"


def _placed(standings: Sequence[Standing]) -> list[Standing]:
    ordered = sorted(standings, key=lambda s: (*_rank(s), s.submission))
    ranks = [_rank(standing) for standing in ordered]
    return [replace(s, place=ranks.index(rank) + 1) for s, rank in zip(ordered, ranks, strict=True)]


def _rank(standing: Standing) -> tuple[float, int]:
    return -(standing.accuracy or 0.0), round(standing.cpu or 0.0)


def _all(board: Leaderboard) -> list[Standing]:
    return [*(standing for standings in board.boards.values() for standing in standings), *board.unscored]


def _figures(standing: Standing) -> tuple[str, str, str]:
    return str(standing.place), f"{standing.accuracy or 0:.2%}", f"{standing.cpu or 0:.0f}"
