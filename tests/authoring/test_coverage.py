"""Test the table of what covers each item of the source decks."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.authoring.build import build, check_built
from grader.authoring.coverage import coverage_json, coverage_page
from grader.cli import app
from grader.core.errors import CourseError
from grader.course.loader import Course, read_course
from tests.small_course import LAB
from tests.small_quizzes import STATEMENT, add_quizzes

TOML = """\
[decks]
trends = "Trends"
notes = "Notes"

[items.OPT-01]
name = "Descent"
notes = "GD"

[items.OPT-03]
name = "Momentum"

[items.EXP-03]
name = "Optimizers compared"
trends = "links | pictures"

[items.EXP-07]
name = "The clock"
notes = "GD-vs-SGD clock"
"""


@pytest.fixture
def with_items(course: Course) -> Course:
    (course.root / "solutions" / "coverage.toml").write_text(TOML, encoding="utf-8")
    path = course.lab(LAB).path / "lab.md"
    path.write_text(path.read_text(encoding="utf-8").replace("[experiment]", "[experiment, EXP-03]"), encoding="utf-8")
    return read_course(course.root)


def test_exercises_and_tagged_experiments_cover_items(with_items: Course) -> None:
    assert coverage_json(with_items) == {
        "covered": {
            "OPT-01": [f"{LAB}: GradientDescent"],
            "OPT-03": [f"{LAB}: Momentum"],
            "EXP-03": [f"{LAB}: experiment descent-3"],
        },
        "missing": ["EXP-07"],
    }


def test_quiz_is_listed_and_covers_nothing_alone(with_items: Course) -> None:
    clock = dataclasses.replace(STATEMENT, ids=("OPT-03", "EXP-07"))
    found = coverage_json(add_quizzes(with_items, clock))
    assert found["covered"]["OPT-03"] == [f"{LAB}: Momentum", f"{LAB}: quiz momentum_has_memory"]
    assert found["missing"] == ["EXP-07"]
    assert "quiz momentum_has_memory" in coverage_page(read_course(with_items.root)).split("| EXP-07 |")[1]


def test_page_of_coverage_is_built_and_drift_is_found(with_items: Course) -> None:
    build(with_items)
    page = with_items.root / "docs" / "coverage.md"
    text = page.read_text(encoding="utf-8")
    assert text == coverage_page(with_items)
    assert "2 of 3 items are covered" in text
    row = f"| EXP-03 | Optimizers compared | trends: links \\| pictures | `{LAB}`: experiment descent-3 |\n"
    assert row in text
    assert "| EXP-07 | The clock | notes: GD-vs-SGD clock | **nothing yet** |\n" in text
    page.write_text(text.replace("The clock", "A clock"), encoding="utf-8")
    assert any(line.startswith("docs/coverage.md: ") for line in check_built(with_items))


def test_ids_reach_the_students_notebook_as_tags(with_items: Course) -> None:
    build(with_items)
    notebook = json.loads((with_items.root / "labs" / LAB / f"{LAB}.ipynb").read_text(encoding="utf-8"))
    tags = [cell["metadata"]["tags"] for cell in notebook["cells"] if "tags" in cell["metadata"]]
    assert ["experiment", "EXP-03"] in tags


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[items.EXP-03]", "[items.EXP-33]", "covers EXP-03, which"),
        ("[items.EXP-07]", "[items.clock]", "an id looks like OPT-12"),
        ('name = "The clock"\n', "", "has no name"),
        ('notes = "GD-vs', 'slides = "GD-vs', "the deck 'slides', which [decks] does not have"),
        ("[decks]", "[decks", "mend the TOML"),
    ],
)
def test_fault_in_the_file_is_named_with_its_place(with_items: Course, old: str, new: str, said: str) -> None:
    path = with_items.root / "solutions" / "coverage.toml"
    path.write_text(TOML.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError) as error:
        coverage_json(with_items)
    assert said in str(error.value)
    assert "coverage.toml" in str(error.value)


@pytest.mark.parametrize("tags", ["slot, OPT-01", "experiment, exp-3", "setup, experiment"])
def test_other_tags_beside_the_kind_are_refused(with_items: Course, tags: str) -> None:
    path = with_items.lab(LAB).path / "lab.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[experiment, EXP-03]", f"[{tags}]"), encoding="utf-8")
    with pytest.raises(CourseError, match="exactly one tag"):
        coverage_json(with_items)


def test_command_prints_and_writes_what_covers_what(
    with_items: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(with_items.root)
    target = tmp_path / "coverage.json"
    result = CliRunner().invoke(app, ["coverage", "--json", str(target)])
    assert result.exit_code == 0
    assert "3 items covered, 1 missing" in result.output
    assert json.loads(target.read_text(encoding="utf-8")) == coverage_json(with_items)


def test_course_without_the_file_says_what_to_add(course: Course) -> None:
    with pytest.raises(CourseError, match=r"coverage\.toml does not exist; list the items"):
        coverage_json(course)
