"""nbgrader autograde with our exporter and preprocessors; verdicts are made up here, so nothing is run."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from collections.abc import Iterable

import pytest
from nbgrader.api import Gradebook

from grader.core.grade_json import grade_from_json
from grader.core.records import Submission, Verdict
from grader.nbgrader import GradesCsv, exporter
from grader.nbgrader.grade_files import path_of
from tests.nbgrader.classroom import LAB, QUIET, Classroom, cell, fake_grading, own

pytestmark = QUIET

DESCENT = Verdict("GradientDescent", "right", 2, 2)
MOMENTUM = Verdict("Momentum", "wrong", 1.5, 3, "no memory", "two steps: <b>values</b> differ", ("What is kept?",))


def half_right(submission: Submission) -> Iterable[Verdict]:
    """Made-up verdicts: one right, one wrong, or none for what cannot be read."""
    if submission.error:
        return [Verdict(v.name, "missing", 0, v.max_points, message=submission.error) for v in (DESCENT, MOMENTUM)]
    return [DESCENT, MOMENTUM]


@pytest.fixture(autouse=True)
def grading(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = {"output_type": "stream", "name": "stderr", "text": "UserWarning: deprecated"}
    outputs = {"setup": (stream,), "GradientDescent": (stream,), "check-GradientDescent": (stream,)}
    monkeypatch.setattr(exporter, "grade_all", fake_grading(half_right, outputs))


def test_points_and_comments_are_those_of_the_verdicts(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    assert classroom.autograde()["success"]
    assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 1.5}
    assert classroom.comments("ada") == {
        "GradientDescent": "Right, 2 of 2 points.",
        "Momentum": "Not yet right, 1.5 of 3 points. Looks like: no memory. "
        "two steps: &#60;b>values&#60;/b> differ. Hint: What is kept?",
    }


def test_output_on_stderr_costs_no_points(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    classroom.autograde()
    graded = classroom.autograded("ada")
    assert cell(graded, "GradientDescent")["outputs"][0]["name"] == "stderr"
    assert [output["data"]["text/plain"] for output in cell(graded, "check-GradientDescent")["outputs"]] == ["2.0"]
    assert classroom.points("ada")["GradientDescent"] == 2


def test_duplicated_cell_does_not_stop_the_batch(classroom: Classroom) -> None:
    notebook = classroom.solved()
    notebook["cells"] += [cell(notebook, "Momentum"), cell(notebook, "check-Momentum")]
    classroom.submit("ada", notebook)
    classroom.submit("bea", classroom.solved())
    assert classroom.autograde()["success"]
    assert classroom.points("ada") == classroom.points("bea") == {"GradientDescent": 2, "Momentum": 1.5}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"cells": [', "it is not JSON"),
        (b"\xff\xfe\xff", "it is not"),
        (b"[]", "it holds a JSON list and no notebook"),
        (b"", "it is empty"),
        (b'{"nbformat": 3, "worksheets": []}', "it is written in notebook format 3, not 4"),
    ],
)
def test_unreadable_notebook_gets_zero_with_the_reason(classroom: Classroom, content: bytes, reason: str) -> None:
    classroom.submit("ada", content)
    classroom.submit("bea", classroom.solved())
    assert classroom.autograde()["success"]
    assert classroom.points("ada") == {"GradientDescent": 0, "Momentum": 0}
    for comment in classroom.comments("ada").values():
        assert comment is not None
        assert comment.startswith("Not graded, 0 points. 06_optimizers.ipynb ")
        assert reason in comment
    assert reason in classroom.autograded("ada")["cells"][0]["source"]
    assert sum(classroom.points("bea").values()) == 3.5


def test_notebook_of_another_name_is_taken_if_it_says_that_it_is_of_the_lab(classroom: Classroom) -> None:
    path = classroom.submit("ada", classroom.solved(), name="homework.ipynb")
    unnamed = classroom.solved()
    unnamed["metadata"].pop("descent")
    classroom.submit("cem", unnamed, name="homework.ipynb")
    before = path.read_bytes()
    classroom.submit("bea", classroom.solved())
    assert classroom.autograde()["success"]
    assert sum(classroom.points("ada").values()) == 3.5
    assert "homework.ipynb was taken for 06_optimizers.ipynb" in classroom.autograded("ada")["cells"][0]["source"]
    assert sum(classroom.points("cem").values()) == 0
    assert "which holds homework.ipynb: rename that to" in (classroom.comments("cem")["Momentum"] or "")
    assert [path] == list(path.parent.iterdir())
    assert path.read_bytes() == before


def test_folder_without_a_notebook_gets_zero(classroom: Classroom) -> None:
    path = classroom.submit("ada", b"my answer", name="answer.txt")
    classroom.submit("bea", classroom.solved())
    assert classroom.autograde()["success"]
    assert sum(classroom.points("ada").values()) == 0
    assert "hand in the notebook" in (classroom.comments("ada")["Momentum"] or "")
    assert path.exists()


def test_other_notebooks_beside_the_right_one_are_ignored(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    classroom.submit("ada", b"scratch", name="aaa.ipynb")
    assert classroom.autograde()["success"]
    assert sum(classroom.points("ada").values()) == 3.5


def test_deleted_and_edited_cells_are_restored_and_reported(classroom: Classroom) -> None:
    notebook = classroom.solved()
    notebook["cells"].remove(cell(notebook, "check-Momentum"))
    cell(notebook, "check-GradientDescent")["source"] = "2.0"
    cell(notebook, "check-GradientDescent")["metadata"]["tags"] = ["skip-execution"]
    notebook["cells"].append(own("print('mine')"))
    classroom.submit("ada", notebook)
    classroom.autograde()
    graded = classroom.autograded("ada")
    assert cell(graded, "check-Momentum")["source"] == "check(Momentum)"
    assert cell(graded, "check-GradientDescent")["source"] == "check(GradientDescent)"
    assert "tags" not in cell(graded, "check-GradientDescent")["metadata"]
    assert "the locked cell check-Momentum had been deleted" in graded["cells"][0]["source"]
    assert "print('mine')" in [each["source"] for each in graded["cells"]]


def test_grade_is_stored_for_an_appeal(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    classroom.autograde()
    grade = grade_from_json(json.loads(path_of(classroom.course, LAB, "ada").read_text()))
    assert (grade.submission, grade.points, grade.exercises) == ("ada", 3.5, (DESCENT, MOMENTUM))
    assert grade.outputs == {}


def test_manual_scores_survive_a_second_run(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    classroom.autograde()
    with Gradebook(classroom.db_url, "descent") as book:
        grade = book.find_grade("check-Momentum", LAB, LAB, "ada")
        grade.manual_score, grade.extra_credit = 2.5, 0.25
        book.find_comment("Momentum", LAB, LAB, "ada").manual_comment = "Nearly."
        book.db.commit()
    classroom.autograde()
    assert classroom.points("ada")["Momentum"] == 2.75
    with Gradebook(classroom.db_url, "descent") as book:
        assert book.find_grade("check-Momentum", LAB, LAB, "ada").needs_manual_grade
        assert book.find_comment("Momentum", LAB, LAB, "ada").comment == "Nearly."


def test_gradebook_changed_during_grading_is_restored(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def tamper(submission: Submission) -> Iterable[Verdict]:
        if submission.name == "bea":
            with sqlite3.connect(classroom.root / "gradebook.db") as book:
                book.execute("update grade set extra_credit = 100, manual_score = 100, auto_score = 100")
            book.close()
        return half_right(submission)

    for student in ("ada", "bea"):
        classroom.submit(student, classroom.solved())
    classroom.autograde()
    monkeypatch.setattr(exporter, "grade_all", fake_grading(tamper))
    log = classroom.autograde()["log"]
    assert classroom.points("bea") == {"GradientDescent": 2, "Momentum": 1.5}
    assert "bea: manual score or extra credit of check-Momentum changed during grading; put back" in log


def test_grader_error_is_marked_for_a_person(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [DESCENT, Verdict("Momentum", "grader error", 0, 3, message="the sandbox is gone")]
    monkeypatch.setattr(exporter, "grade_all", fake_grading(lambda submission: broken))
    classroom.submit("ada", classroom.solved())
    assert "ada: Momentum could not be graded: the sandbox is gone" in classroom.autograde()["log"]
    assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 0}
    with Gradebook(classroom.db_url, "descent") as book:
        assert book.find_grade("check-Momentum", LAB, LAB, "ada").auto_score is None, "no score, not 0 points"
        assert book.find_grade("check-Momentum", LAB, LAB, "ada").needs_manual_grade
        assert not book.find_grade("check-GradientDescent", LAB, LAB, "ada").needs_manual_grade


def test_missing_verdict_earns_nothing(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporter, "grade_all", fake_grading(lambda submission: [DESCENT]))
    classroom.submit("ada", classroom.solved())
    classroom.autograde()
    assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 0}


def test_half_a_surrogate_pair_in_a_message_does_not_fail(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Verdict("Momentum", "raised", 0, 3, message="ValueError: \ud800")
    monkeypatch.setattr(exporter, "grade_all", fake_grading(lambda submission: [DESCENT, odd]))
    classroom.submit("ada", classroom.solved())
    assert classroom.autograde()["success"]
    assert (
        classroom.comments("ada")["Momentum"] == "Raised an error, 0 of 3 points. ValueError: <span>&#92;</span>ud800."
    )


def test_only_new_submissions_are_graded_again(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def count(submission: Submission) -> Iterable[Verdict]:
        seen.append(submission.name)
        return half_right(submission)

    monkeypatch.setattr(exporter, "grade_all", fake_grading(count))
    classroom.submit("ada", classroom.solved())
    classroom.autograde(force=False)
    classroom.submit("bea", classroom.solved())
    classroom.autograde(force=False)
    assert seen == ["ada", "bea"]


def test_one_student_can_be_graded_alone(classroom: Classroom) -> None:
    for student in ("ada", "bea"):
        classroom.submit(student, classroom.solved())
    assert classroom.run("autograde", student_id="bea")["success"]
    assert not (classroom.root / "autograded" / "ada").exists()
    assert sum(classroom.points("bea").values()) == 3.5


def test_gradebook_of_another_version_is_refused_before_grading(classroom: Classroom) -> None:
    with Gradebook(classroom.db_url, "descent") as book:
        book.find_grade_cell("check-Momentum", LAB, LAB).max_score = 4
        book.db.commit()
    classroom.submit("ada", classroom.solved())
    done = classroom.autograde()
    assert not done["success"]
    assert f"lab {LAB}: the gradebook does not match the released notebook; run: grader build && " in done["log"]
    assert not (classroom.root / "autograded").exists()


def test_lab_that_was_not_built_is_refused(classroom: Classroom) -> None:
    (classroom.root / "labs" / LAB / f"{LAB}.ipynb").unlink()
    classroom.submit("ada", classroom.solved())
    done = classroom.autograde()
    assert not done["success"]
    assert "the student notebook cannot be read" in done["log"]


def test_students_files_are_preserved_and_the_courses_restored(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    classroom.submit("ada", b"x = 1", name="helper.py")
    classroom.submit("ada", b"tampered", name="given.py")
    classroom.autograde()
    graded = classroom.root / "autograded" / "ada" / LAB
    assert (graded / "helper.py").read_bytes() == b"x = 1"
    assert "What the lab hands out" in (graded / "given.py").read_text()
    assert not (graded / "exercises").exists()
    assert not (graded / "lab.md").exists()


def test_feedback_shows_reports_and_comments_without_hidden_tests(classroom: Classroom) -> None:
    notebook = classroom.solved()
    notebook["cells"].append(own("### BEGIN HIDDEN TESTS\nmine = 1"))
    classroom.submit("ada", notebook)
    classroom.autograde()
    path = classroom.root / "autograded" / "ada" / LAB / f"{LAB}.ipynb"
    graded = classroom.autograded("ada")
    source = "check(Momentum)\n### BEGIN HIDDEN TESTS\nassert secret == 42\n### END HIDDEN TESTS\n"
    cell(graded, "check-Momentum")["source"] = source
    os.chmod(path, 0o644)
    path.write_text(json.dumps(graded))
    assert classroom.run("generate_feedback")["success"]
    page = classroom.feedback("ada")
    assert "secret" not in page
    assert "mine" in page
    assert "(Score: 3.5 / 5.0)" in page
    assert "Looks like: no memory." in page
    assert "<b>values</b>" not in page


def test_export_quotes_formulas_and_has_a_column_for_every_exercise(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    classroom.autograde()
    with Gradebook(classroom.db_url, "descent") as book:
        book.update_or_create_student("ada", last_name='Lovelace, "Ada"', first_name="=1+1")
        book.update_or_create_student("idle")
        GradesCsv(to=str(classroom.root / "grades.csv")).export(book)
    with (classroom.root / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["last_name"], rows["ada"]["first_name"]) == ('Lovelace, "Ada"', "'=1+1")
    assert (rows["ada"]["score"], rows["ada"]["max_score"], rows["ada"]["Momentum"]) == ("3.5", "5", "1.5")
    assert (rows["idle"]["score"], rows["idle"]["Momentum"]) == ("0", "")


def test_nothing_of_the_solutions_reaches_release_or_feedback(classroom: Classroom) -> None:
    released = {path.relative_to(classroom.root).as_posix() for path in (classroom.root / "labs").rglob("*")}
    assert not {name for name in released if "exercises" in name or name.endswith("lab.md")}


def test_notebook_settings_are_set_whole(classroom: Classroom) -> None:
    """nbgrader loads the file twice, so a list that was appended to would hold everything twice."""
    from traitlets.config import Config, PyFileConfigLoader

    config = Config()
    for _ in range(2):
        config.merge(PyFileConfigLoader("nbgrader_config.py", str(classroom.root)).load_config())
    for names in (config.Autograde.autograde_preprocessors, config.GenerateFeedback.preprocessors):
        assert len(names) == len(set(names))
