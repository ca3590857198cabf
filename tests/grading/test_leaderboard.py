"""Test the leaderboard: the source of its grades, its pseudonyms, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader import cli
from grader.core.errors import UsageError
from grader.core.records import Grade
from grader.course.loader import Course
from grader.course.seeds import secret_seed
from grader.grading.leaderboard import pseudonyms, read_grades
from grader.nbgrader.grade_files import save
from grader.report.tables import grades_json
from tests.report.test_leaderboard import CLASS, LAB, entry
from tests.small_course import LAB as OTHER_LAB


def names(grades: list[Grade]) -> list[str]:
    return sorted(grade.submission for grade in grades)


def test_latest_grade_of_a_name_counts_across_cache_and_files(course: Course, tmp_path: Path) -> None:
    for grade in CLASS[:3]:
        save(course, grade.submission, grade)
    file = tmp_path / "grades.json"
    file.write_text(json.dumps(grades_json([entry("slow", 0.5), entry("new", 0.6), Grade("x", OTHER_LAB, 1, 2)])))
    found = read_grades(course, LAB, [file])
    assert names(found) == ["first", "new", "quick", "slow"]
    (slow,) = [grade for grade in found if grade.submission == "slow"]
    assert slow.exercises[0].cases[1].accuracy == 0.5
    assert names(read_grades(course, LAB)) == ["first", "quick", "slow"]


def test_leaderboard_without_grades_reports_the_remedy(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"there is no grade of {LAB} yet; run `nbgrader autograde {LAB}`"):
        read_grades(course, LAB)
    file = tmp_path / "other.json"
    file.write_text("[]")
    with pytest.raises(UsageError, match=r"other\.json: not a grade as `grader grade --json` writes it"):
        read_grades(course, LAB, [file])


def test_pseudonyms_are_stable_unique_and_specific_to_the_course() -> None:
    students = [f"student {i}" for i in range(2000)]
    given = pseudonyms(students, secret_seed(b"one"))
    assert given == pseudonyms(students[::-1], secret_seed(b"one"))
    assert len(set(given.values())) == 2000
    assert not [name for name, other in given.items() if name in other]
    others = pseudonyms(students, secret_seed(b"other"))
    assert sum(given[name] == others[name] for name in students) < 100


def test_command_writes_the_leaderboard_that_it_prints(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "grades.json"
    file.write_text(json.dumps(grades_json(CLASS)))
    out = {kind: tmp_path / f"board.{kind}" for kind in ("json", "csv", "html")}
    options = [text for kind, path in out.items() for text in (f"--{kind}", str(path))]
    done = CliRunner().invoke(cli.app, ["leaderboard", LAB, str(file), *options])
    assert done.exit_code == 0, done.output
    assert "11_mnist_challenge on mnist" in done.output
    board = json.loads(out["json"].read_text())
    assert "first" in {standing["submission"] for standing in board["boards"][0]["standings"]}
    assert out["csv"].read_text().startswith("dataset,place,submission,accuracy,cpu,remark")
    assert "first" in out["html"].read_text()
    hidden = CliRunner().invoke(cli.app, ["leaderboard", LAB, str(file), "--pseudonyms"])
    assert "first" not in hidden.output
    assert "99.10%" in hidden.output


def test_lab_without_a_challenge_has_no_leaderboard() -> None:
    done = CliRunner().invoke(cli.app, ["leaderboard", "06_optimizers"])
    assert str(done.exception) == "lab 06_optimizers has no challenge to rank"
