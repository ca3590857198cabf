"""Test `check` of a quiz in a kernel: as grading says, with the explanation once it is right, or with nothing told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import CheckFailed
from grader.core.quiz_sheet import path_of, save
from grader.course.quiz_sheets import student_sheet
from grader.student.check import Report
from grader.student.run_checks import run_checks
from tests.notebook_shell import Notebook as Shell
from tests.small_quizzes import QUIZZES, STATEMENT, WORDS


def lay(folder: Path, *, feedback: str = "hints", tells: bool = True) -> None:
    for quiz in QUIZZES:
        save(path_of(folder, quiz.name), student_sheet("lab", quiz, feedback, tells=tells))


class Notebook(Shell):
    """Keeps the cells that were run, as a kernel does in `In`."""

    def run(self, source: str) -> Any:
        self.shell.user_ns.setdefault("In", []).append(source)
        return super().run(source)


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return Notebook()


def checked(notebook: Notebook, source: str, name: str = "momentum_has_memory") -> Report:
    notebook.run(source)
    report = notebook.run(f'check("{name}")')
    assert isinstance(report, Report)
    return report


def test_right_answer_is_explained(notebook: Notebook) -> None:
    report = checked(notebook, "momentum_has_memory = True")
    assert report.right
    assert repr(report).splitlines() == [
        "momentum_has_memory: right (1 of 1 points)",
        f"Why: {STATEMENT.explanation}",
    ]
    assert "<b>Why:</b> Its buffer" in report._repr_html_()
    assert report._repr_mimebundle_()[1] == {"descent": {"right": True}}


def test_wrong_answer_gets_a_hint_and_no_explanation(notebook: Notebook) -> None:
    report = checked(notebook, "momentum_has_memory = False")
    assert report.status == "wrong"
    assert report.hints == (STATEMENT.hint,)
    assert "Why:" not in repr(report)
    assert "moving sum" not in report._repr_html_()


def test_cell_as_handed_out_is_not_attempted(notebook: Notebook) -> None:
    report = checked(notebook, STATEMENT.stub)
    assert repr(report).splitlines() == [
        "momentum_has_memory: not attempted",
        "Write your answer in the cell above, run that cell, then run this one again.",
    ]


def test_cell_that_was_never_run_is_not_attempted(notebook: Notebook) -> None:
    assert notebook.run('check("momentum_has_memory")').status == "not attempted"


def test_known_wrong_answer_is_named(notebook: Notebook) -> None:
    report = checked(notebook, 'two_optimizers = ["Adam", "gradient descent"]', "two_optimizers")
    assert report.misconception == "no memory"
    assert "1.5 of 3 points" in repr(report)


def test_spelling_is_forgiven_as_when_grading(notebook: Notebook) -> None:
    report = checked(notebook, 'two_optimizers = ["hevy ball", "아담"]', "two_optimizers")
    assert report.right
    assert "It has “hevy ball”, read as “momentum”." in repr(report)


def test_answer_that_is_computed_is_refused_as_when_grading(notebook: Notebook) -> None:
    report = checked(notebook, "momentum_has_memory = not False")
    assert report.status == "missing"
    assert repr(report).splitlines()[1] == (
        "`not False` is an expression, which is not computed here; expected is one line, `momentum_has_memory = True` "
        "or `momentum_has_memory = False`."
    )


def test_answer_is_the_last_cell_that_assigns_it(notebook: Notebook) -> None:
    notebook.run("momentum_has_memory = True")
    notebook.run("print(momentum_has_memory)")
    assert notebook.run('check("momentum_has_memory")').right
    assert not checked(notebook, "momentum_has_memory = False").right


def test_value_in_place_of_the_name_is_told_how_to_check(notebook: Notebook) -> None:
    notebook.run("momentum_has_memory = True")
    for argument in ("momentum_has_memory", "", "None", "'momentum_has_memry'"):
        report = notebook.run(f"check({argument})")
        assert repr(report).splitlines()[0] == "check: names nothing in this lab"
        assert 'Pass the name of a quiz in quotes, as in `check("momentum_has_memory")`.' in repr(report)


def test_sheet_that_does_not_tell_says_what_was_read(notebook: Notebook, tmp_path: Path) -> None:
    lay(tmp_path, tells=False)
    for answer in ("True", "False"):
        assert repr(checked(notebook, f"momentum_has_memory = {answer}")).splitlines() == [
            "momentum_has_memory: noted",
            f"Your answer is `{answer}`.",
            "Whether it is right you learn when your notebook is graded.",
        ]
    words = checked(notebook, 'two_optimizers = ["Adam", "magic"]', "two_optimizers")
    assert "Your answer is “Adam” and “magic”." in repr(words)
    assert checked(notebook, "momentum_has_memory = 1").status == "missing"
    assert checked(notebook, STATEMENT.stub).status == "not attempted"


@pytest.mark.parametrize("feedback", ["verdict", "name", "hints"])
def test_card_says_what_feedback_allows(notebook: Notebook, tmp_path: Path, feedback: str) -> None:
    lay(tmp_path, feedback=feedback)
    report = checked(notebook, 'two_optimizers = ["Adam", "cosine decay"]', "two_optimizers")
    assert report.status == "wrong"
    assert (report.misconception is None) == (feedback == "verdict")
    assert bool(report.hints) == (feedback == "hints")
    assert ("cosine decay" in repr(report)) == (feedback != "verdict")


def test_damaged_sheet_is_named(notebook: Notebook, tmp_path: Path) -> None:
    path_of(tmp_path, "two_optimizers").write_bytes(b"?")
    assert "fresh copy of the lab" in repr(notebook.run('check("two_optimizers")'))


def test_points_follow_in_a_plain_kernel_under_nbgrader(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    notebook.run(WORDS.solution)
    assert notebook.run('check("two_optimizers")') is None
    notebook.run('two_optimizers = ["Adam"]')
    assert notebook.run('check("two_optimizers")') == 1.5
    notebook.run('two_optimizers = ["magic"]')
    with pytest.raises(CheckFailed, match="two_optimizers: not yet right"):
        notebook.run('check("two_optimizers")')


def test_noted_answer_passes_validation_and_earns_nothing(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, tells=False)
    notebook.run(STATEMENT.solution)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert notebook.run('check("momentum_has_memory")') is None
    with pytest.raises(CheckFailed, match="not attempted"):
        notebook.run('check("two_optimizers")')
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(CheckFailed, match="noted"):
        notebook.run('check("momentum_has_memory")')


@pytest.mark.slow
def test_check_cells_of_a_notebook_are_run_by_the_command(tmp_path: Path) -> None:
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    lay(tmp_path)
    cells = [new_code_cell("from grader import check")]
    for answer in (STATEMENT.solution, "momentum_has_memory = not False"):
        cells.append(new_code_cell(answer, metadata={"descent": {"role": "solution"}}))
        cells.append(new_code_cell('check("momentum_has_memory")', metadata={"descent": {"role": "check"}}))
    nbformat.write(new_notebook(cells=cells), tmp_path / "lab.ipynb")
    right, computed = run_checks(tmp_path / "lab.ipynb")
    assert (right.exercise, right.right, computed.right) == ("momentum_has_memory", True, False)
    assert STATEMENT.explanation in right.text
    assert "is an expression, which is not computed here" in computed.text
