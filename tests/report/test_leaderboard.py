"""The leaderboard: order, ties, what is not scored and why, and that data sets never meet."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from rich.console import Console

from grader.core.records import CaseVerdict, Grade, Verdict
from grader.judge.score import without_points
from grader.report.leaderboard import (
    leaderboard,
    leaderboard_csv,
    leaderboard_html,
    leaderboard_json,
    leaderboard_tables,
)
from grader.report.leaderboard_picture import Point, accuracy_by_cpu

LAB = "11_mnist_challenge"


def entry(name: str, accuracy: float | None, cpu: float | None = 30.0, dataset: str = "mnist", **changes: Any) -> Grade:
    message = "97.00% of the held-out images right" if accuracy is not None else "the run used up its time of 60 s"
    case = CaseVerdict(f"accuracy on {dataset}", "secret-1", "wrong", 5, 0.4, message, accuracy=accuracy, cpu=cpu)
    contract = CaseVerdict("contract", "public", "right", 1, 1.0)
    verdict = Verdict("train", "wrong", 4, 12, cases=(contract, case))
    fields: dict[str, Any] = {"dataset": dataset, "exercises": (verdict,), **changes}
    return Grade(name, LAB, 4, 14, **fields)


CLASS = [
    entry("slow", 0.99, 40.2),
    entry("first", 0.991, 59.0),
    entry("quick", 0.99, 20.9),
    entry("twin", 0.99, 21.4),
    entry("small", 0.97, 2.0, "mnist-5k"),
    entry("late", None, 60.0),
    Grade("broken", LAB, 0, 14, error="broken.ipynb cannot be read"),
    Grade(
        "idle", LAB, 0, 14, exercises=(without_points("train", 12, "not attempted", "not attempted: as handed out"),)
    ),
]


TIERS = {"mnist": [("bronze", 0.925), ("gold", 0.99)], "mnist-5k": [("bronze", 0.9), ("gold", 0.98)]}


def placed(board: Any, dataset: str) -> list[tuple[int | None, str]]:
    return [(standing.place, standing.submission) for standing in board.boards[dataset]]


def test_rank_is_by_accuracy_then_whole_seconds_with_ties() -> None:
    board = leaderboard(LAB, CLASS)
    assert placed(board, "mnist") == [(1, "first"), (2, "quick"), (2, "twin"), (4, "slow")]


def test_order_of_the_grades_does_not_change_the_ranking() -> None:
    assert leaderboard(LAB, CLASS[::-1]) == leaderboard(LAB, CLASS)


def test_data_sets_have_separate_tables() -> None:
    board = leaderboard(LAB, CLASS)
    assert list(board.boards) == ["mnist", "mnist-5k"]
    assert placed(board, "mnist-5k") == [(1, "small")]


def test_unscored_submission_says_why() -> None:
    assert {standing.submission: standing.remark for standing in leaderboard(LAB, CLASS).unscored} == {
        "late": "the run used up its time of 60 s",
        "broken": "broken.ipynb cannot be read",
        "idle": "not attempted: as handed out",
    }


def test_entry_scored_on_a_checkpoint_gets_a_remark() -> None:
    verdict = CLASS[0].exercises[0]
    case = CaseVerdict(
        "accuracy on mnist", "s", "right", 5, 1.0, "99%; scored on its last checkpoint", None, 0.99, 60.0
    )
    grade = Grade("cut", LAB, 1, 1, dataset="mnist", exercises=(Verdict(**{**vars(verdict), "cases": (case,)}),))
    assert leaderboard(LAB, [grade]).boards["mnist"][0].remark == "scored on its last checkpoint"


def test_pseudonyms_replace_every_name() -> None:
    names = {grade.submission: f"otter {i}" for i, grade in enumerate(CLASS)}
    board = leaderboard(LAB, CLASS, names)
    shown = leaderboard_html(board) + leaderboard_csv(board) + str(leaderboard_json(board))
    assert not [grade.submission for grade in CLASS if f"{grade.submission}" in shown.replace("first element", "")]
    assert [place for place, _ in placed(board, "mnist")] == [1, 2, 2, 4]


def test_terminal_tables_agree_with_the_records() -> None:
    console = Console(width=120, file=io.StringIO(), record=True)
    for table in leaderboard_tables(leaderboard(LAB, CLASS)):
        console.print(table)
    text = console.export_text()
    assert "11_mnist_challenge on mnist-5k" in text
    assert "99.10%" in text
    assert "the run used up its time of 60 s" in text


def test_csv_has_a_row_for_every_submission_and_quotes_formulas() -> None:
    board = leaderboard(LAB, [*CLASS, entry("=1+1", 0.5)], tiers=TIERS)
    rows = list(csv.DictReader(io.StringIO(leaderboard_csv(board))))
    assert len(rows) == len(CLASS) + 1
    assert rows[0] == {
        "dataset": "mnist", "place": "1", "submission": "first", "accuracy": "0.991", "cpu": "59", "remark": "",
        "tier": "gold",
    }  # fmt: skip
    assert "'=1+1" in {row["submission"] for row in rows}
    assert (rows[-1]["place"], rows[-1]["accuracy"]) == ("", "")


def test_page_escapes_names_and_has_no_script() -> None:
    page = leaderboard_html(leaderboard(LAB, [entry("<script>x</script>", 0.9), CLASS[6]]))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Not scored" in page


def test_json_names_the_data_set_of_each_table() -> None:
    document = leaderboard_json(leaderboard(LAB, CLASS, tiers=TIERS))
    assert [board["dataset"] for board in document["boards"]] == ["mnist", "mnist-5k"]
    assert document["boards"][1]["standings"] == [
        {
            "dataset": "mnist-5k",
            "place": 1,
            "submission": "small",
            "accuracy": 0.97,
            "cpu": 2.0,
            "remark": "",
            "tier": "bronze",
        }
    ]
    assert len(document["unscored"]) == 3


def test_tier_is_the_highest_that_the_accuracy_reaches() -> None:
    reached = {standing.submission: standing.tier for standing in leaderboard(
        LAB, [entry("below", 0.9249), entry("at", 0.925), entry("best", 0.999)], tiers=TIERS
    ).boards["mnist"]}  # fmt: skip
    assert reached == {"below": "", "at": "bronze", "best": "gold"}


def test_page_draws_each_entry_and_each_tier() -> None:
    page = leaderboard_html(leaderboard(LAB, CLASS, tiers=TIERS))
    assert page.count("<circle") == 5
    assert page.count(">gold</text>") == 2
    assert ">first</text>" in page


def test_points_lie_higher_for_more_accuracy_and_farther_right_for_more_time() -> None:
    drawn = accuracy_by_cpu([Point("a", 10.0, 0.99), Point("b", 40.0, 0.95)], [("bronze", 0.9)])
    (ax, ay), (bx, by) = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawn)]
    assert ax < bx
    assert ay < by


@pytest.mark.parametrize("accuracies", [[], [0.0], [1.0], [0.5, 0.5]])
def test_picture_of_equal_accuracies_is_finite(accuracies: list[float]) -> None:
    drawn = accuracy_by_cpu([Point("x", 0.0, value) for value in accuracies])
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_names_in_the_picture_are_escaped_and_cut() -> None:
    drawn = accuracy_by_cpu([Point("<b>" + "x" * 40, 1.0, 0.9)])
    assert "<b>" not in drawn
    assert "…" in drawn
