"""`check` in a kernel: five answers, the known mistake by name, remedies for wrong use, and nbgrader's protocol."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.core import vocabulary as v
from grader.core.errors import CheckFailed
from grader.course.loader import find_course
from grader.student.check import Report, check
from tests.notebook_shell import Notebook, exercise, make_lab, mistaken

ADAM = exercise("Adam").text
#: The first line of its `step`, and the last.
FIRST = "        beta1, beta2 = self.betas\n"
LAST = "            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)\n"
STUB_STEP = "class Adam:\n    def __init__(self, params, lr=1, betas=(0, 0), eps=1):\n        self.params = params\n"


#: Public cases of Adam, its family's among them; all have one weight.
CASES = len(exercise("Adam").public)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_lab(tmp_path_factory.mktemp("lab"), "Adam", "train_mnist")


@pytest.fixture
def lab(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    yield folder
    sys.modules.pop("given", None)


@pytest.fixture
def notebook(lab):
    return Notebook()


def checked(notebook, source, name="Adam") -> Report:
    notebook.run(source)
    return notebook.run(f"check({name})")


def test_right(notebook):
    report = checked(notebook, ADAM)
    assert report.right
    assert report.counterexample is None
    assert repr(report).splitlines() == [
        f"Adam: right ({CASES} of {CASES} cases · 4 of 4 points)",
        "Grading tries it on inputs of its own too.",
    ]
    data, metadata = report._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}
    assert metadata == {"descent": {"right": True}}


def test_a_right_training_loop_is_told_what_grading_asks_for(notebook):
    report = checked(notebook, exercise("train_mnist").text, "train_mnist")
    assert report.right
    assert "Grading also trains a 784-100-10 network" in repr(report)
    assert "points" not in repr(report).splitlines()[0]


def test_right_but_it_warns(notebook):
    report = checked(notebook, ADAM.replace(FIRST, "        np.log(np.zeros(1))\n" + FIRST))
    assert report.right
    assert report.card.headline == "right, but"
    assert report.card.remarks == ("It warns: RuntimeWarning: divide by zero encountered in log.",)


def test_right_but_it_changes_its_input(notebook):
    report = checked(notebook, ADAM.replace(LAST, LAST + "            g *= 2\n"))
    assert report.right
    assert report.card.remarks == ("It changes the gradients it is given.",)


def test_right_but_slow(notebook, monkeypatch):
    monkeypatch.setattr("grader.student.check.SLOW", 0.0)
    report = checked(notebook, ADAM)
    assert report.right
    assert all(remark.startswith("It is slow: ") for remark in report.card.remarks)


def test_wrong_with_name_hints_table_picture_and_code(notebook):
    report = checked(notebook, mistaken("Adam", "eps inside the root"))
    assert (report.status, report.misconception) == ("wrong", "eps inside the root")
    assert report.hints == next(w.hints for w in exercise("Adam").wrong if w.name == "eps inside the root")
    assert report.card.tally == f"1 of {CASES} cases · {4 / CASES:g} of 4 points"
    assert report.card.difference is not None
    assert report.card.difference.case == "two steps"
    assert [row[0] for row in report.card.difference.rows] == ["[1]", "[0]"]
    assert "allowed 1e-10 + 1e-07·|expected|. Shape (2,) and float64 are right." in report.card.difference.summary
    assert report.card.picture is not None
    html = report._repr_html_()
    assert "<svg" in html
    assert "Hint 1 of 2" in html
    assert "<script" not in html


@pytest.mark.parametrize("name", ["Adam", "train_mnist"])
def test_every_known_mistake_is_named(notebook, name):
    for wrong in exercise(name).wrong:
        report = checked(notebook, mistaken(name, wrong.name), name)
        assert report.misconception == wrong.name
        assert not report.right


def test_known_mistake_with_another_number_is_named(notebook):
    source = ADAM.replace("np.sqrt(v_hat) + self.eps", "np.sqrt(v_hat) + 1e-7")
    report = checked(notebook, source)
    assert report.misconception == "ignores the given eps"
    assert report.card.evidence == (f"On all {CASES} inputs tried your answers equal what exactly this mistake gives.")
    assert report.hints == next(w.hints for w in exercise("Adam").wrong if w.name == "ignores the given eps")


def test_slip_by_rule_is_named_by_its_class_with_one_hint(notebook):
    report = checked(notebook, ADAM.replace("self.lr * m_hat / (", "m_hat / ("))
    assert report.misconception == "a factor is left out"
    assert report.hints == ("Count the factors of each product in the formula, then in your code.",)
    assert "Looks like: a factor is left out." in repr(report)


def test_two_known_mistakes_at_once_are_named(notebook):
    source = mistaken("Adam", "beta1 for both moments").replace("self.t = 0", "self.t = 1")
    report = checked(notebook, source)
    assert set(report.misconception.split(" + ")) == {"beta1 for both moments", "t counts from 2"}
    assert "exactly these two mistakes together give" in report.card.evidence


def test_right_numbers_of_another_shape_are_said_to_be_right(notebook):
    source = exercise("train_mnist").text.replace("return losses", "return np.array(losses)[None]")
    report = checked(notebook, source, "train_mnist")
    assert report.misconception == v.LENGTH_ONE
    assert "The numbers are right on both inputs tried; losses has shape" in repr(report)
    assert "The numbers are right on both inputs tried" in report._repr_html_()
    assert report.hints == (v.RELATION_HINTS[v.LENGTH_ONE],)


def test_the_inputs_as_code_run_and_show_the_students_own_value(notebook, capsys):
    report = checked(notebook, mistaken("Adam", "no bias correction"))
    notebook.run(report.code)
    printed = capsys.readouterr().out
    assert report.card.difference.rows[0][1][:8] in printed
    report = checked(notebook, mistaken("train_mnist", "never steps"), "train_mnist")
    notebook.run(report.code)
    assert report.card.difference.rows[0][1][:8] in capsys.readouterr().out


def test_the_counterexample_is_a_copy_of_the_inputs(notebook):
    report = checked(notebook, mistaken("Adam", "no bias correction"))
    report.counterexample["params"][0][...] = np.nan
    assert np.isfinite(notebook.run("check(Adam)").counterexample["params"][0]).all()


def test_an_unknown_mistake_is_shown_without_a_name_with_the_general_hint(notebook):
    report = checked(notebook, ADAM.replace("self.lr * m_hat", "3 * self.lr * m_hat"))
    assert (report.status, report.misconception, report.hints) == ("wrong", None, (exercise("Adam").hint,))
    assert "Hint 1 of 1: Compute t, both moments" in repr(report)
    assert report.verdict.finding.startswith("On every input the first step moves each array in the right direction")


def test_option_that_changes_nothing_is_named_by_asking_again(notebook):
    half = ADAM.replace("self.eps)", "1e-3)").replace("3 * ", "").replace("self.lr * m_hat", "3 * self.lr * m_hat")
    report = checked(notebook, half)
    assert report.misconception == "ignores the given eps"
    assert report.verdict.finding == "`eps` changes nothing: with other values your answers stay the same."


def test_raised_with_the_students_own_line(notebook):
    report = checked(notebook, ADAM.replace("self.lr * m_hat", "self.rate * m_hat"))
    assert report.status == "raised"
    line = 1 + ADAM.splitlines(keepends=True).index(LAST)
    assert repr(report).splitlines()[1:5] == [
        "Looks like: an attribute is never set. On all 10 inputs tried it ends in an error.",
        "On the case “two steps” your code ended in an error:",
        "    AttributeError: 'Adam' object has no attribute 'rate'",
        f"      line {line}, in step: p -= self.rate * m_hat / (np.sqrt(v_hat) + self.eps)",
    ]


def test_a_missing_return_is_told(notebook):
    stub = "def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):\n    pass"
    report = checked(notebook, stub, "train_mnist")
    assert "losses has type `NoneType`, expected `list` (None: is a `return` missing?)." in repr(report)


def test_a_wrong_shape_is_told_with_its_case(notebook):
    report = checked(notebook, mistaken("train_mnist", "one loss per epoch"), "train_mnist")
    assert "losses has shape `(2,)`, expected `(6,)`." in repr(report)
    assert report.code.endswith("print(losses)  # expected shape (6,)")


def test_not_attempted(notebook):
    untouched = STUB_STEP.replace("        self.params = params\n", "        raise NotImplementedError\n")
    begun = STUB_STEP + "    def step(self, grads):\n        raise NotImplementedError"
    assert checked(notebook, untouched).status == "not attempted"
    report = checked(notebook, begun)
    assert report.card.tone == "idle"
    assert repr(report).splitlines() == [
        "Adam: not attempted",
        "A part is there, a part still to be written: line 5, in step, still raises `NotImplementedError`.",
    ]


def test_the_stub_as_handed_out_is_not_attempted(notebook):
    from grader.authoring.build import stub

    assert repr(checked(notebook, stub(exercise("Adam")))).splitlines() == [
        "Adam: not attempted",
        "Write your Adam in the cell above, run that cell, then run this one again.",
    ]


def test_an_interrupted_answer_stops_at_once(notebook):
    step = "    count = 0\n    def step(self, grads):\n        Adam.count += 1\n        raise KeyboardInterrupt"
    report = checked(notebook, STUB_STEP + step)
    assert report.status == "raised"
    assert "You interrupted it." in repr(report)
    assert notebook.run("Adam.count") == 1


def test_what_it_prints_is_folded_away_and_capped(notebook, capsys):
    noisy = ADAM.replace(FIRST, "        print('<b>' + 'x' * 9999)\n" + FIRST)
    report = checked(notebook, noisy)
    assert capsys.readouterr().out == ""
    assert 0 < len(report.card.printed) <= 20_000
    assert "What your code printed" in report._repr_html_()
    assert "<b>x" not in report._repr_html_()


@pytest.mark.parametrize("feedback", ["verdict", "name"])
def test_the_feedback_level_is_obeyed(tmp_path, lab, monkeypatch, feedback):
    monkeypatch.chdir(make_lab(tmp_path, "Adam", feedback=feedback))
    report = checked(Notebook(), mistaken("Adam", "eps inside the root"))
    assert report.hints == ()
    assert report.misconception == (None if feedback == "verdict" else "eps inside the root")
    assert (report.card.difference is None) == (feedback == "verdict")
    assert ("-2.212186" in repr(report)) == (feedback == "name")


def test_an_answer_that_changes_is_told_as_such(notebook):
    report = checked(notebook, ADAM.replace(LAST, "            p -= self.lr * np.random.default_rng().random()\n"))
    told = r"Two steps: gives another answer each time it is asked: params\[0\] after step [12] at \[[\d, ]+\] is "
    told += r"\S+, then \S+; every random number must come from rng, and nothing may be kept from one call to the next"
    assert re.search(told, repr(report)), repr(report)
    assert (report.verdict.nondeterministic, report.verdict.points, report.misconception) == (True, 0.0, None)
    assert report.card.difference is None
    assert report.code


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("check('Adam')", "was given a string\nPass the class or function itself, without quotes: `check(Adam)`."),
        ("check('adam')", "without quotes: `check(Adam)`."),
        ("check(Adam([]))", "the class Adam\nPass the class itself, not an object made from it: `check(Adam)`."),
        ("check(3)", "check: was given an object of the type int\nPass the class or function that you wrote, as in"),
        ("check()", "check: was given nothing\nPass the class or function that you wrote, as in `check(Adam)`."),
        ("check(MyAdam)", "MyAdam: no exercise of this lab\nIs it meant to be Adam? Keep the name that was handed out"),
        ("check(len)", "len: no exercise of this lab\nKeep the name that was handed out"),
    ],
)
def test_wrong_use_is_answered_with_the_remedy(notebook, call, told):
    notebook.run(ADAM + "\nclass MyAdam(Adam): pass")
    report = notebook.run(call)
    assert told in repr(report)
    assert not report.right
    assert "<script" not in report._repr_html_()


def test_a_class_under_another_name_counts_by_the_name_it_is_given(notebook):
    notebook.run(ADAM.replace("class Adam", "class Mine") + "\nAdam = Mine")
    assert notebook.run("check(Adam)").right
    assert notebook.run("check(Mine)").right


def test_a_partial_function_counts_too(notebook):
    source = exercise("train_mnist").text.replace("def train_mnist", "def loop")
    notebook.run(f"{source}\nimport functools\ntrain_mnist = functools.partial(loop)")
    assert notebook.run("check(train_mnist)").right


def test_a_missing_checks_folder_is_told_with_the_remedy(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = repr(checked(notebook, ADAM))
    assert f"There is no folder `checks` with recorded cases in {tmp_path}. Put it back beside the notebook" in told


def test_the_checks_are_found_beside_the_notebook_when_the_folder_was_changed(notebook, lab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(lab / "06_optimizers.ipynb"))
    assert checked(notebook, ADAM).right


def test_a_damaged_recording_names_the_file(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "Adam.npz").write_bytes(b"nonsense")
    told = repr(checked(notebook, ADAM))
    assert told.startswith("Adam: could not be checked\n")
    assert f"{tmp_path / 'checks' / 'Adam.npz'} cannot be read" in told


def test_under_nbgrader_in_a_plain_kernel(notebook, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    notebook.run(ADAM.replace(FIRST, "        import sys\n        print('!', file=sys.stderr)\n" + FIRST))
    assert notebook.run("check(Adam)") is None
    points = checked(notebook, mistaken("Adam", "eps inside the root"))
    assert type(points) is float
    assert points == 4 / CASES, "of four points, for one case"
    notebook.run(mistaken("Adam", "no bias correction"))
    told = r"Adam: not yet right. two steps: params\[0\] .*, expected [\d.]+\. Looks like: no bias"
    with pytest.raises(CheckFailed, match=told) as error:
        check(notebook.run("Adam"))
    assert error.value._render_traceback_() == [str(error.value)]
    assert "\n" not in str(error.value)
    with pytest.raises(CheckFailed, match="check: was given a string"):
        check("Adam")
    captured = capsys.readouterr()
    assert captured.err == ""


def test_nothing_heavy_is_imported():
    code = "import sys, grader.student.check; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = [
        "torch",
        "nbgrader",
        "nbformat",
        "matplotlib",
        "rich",
        "IPython",
        "grader.course.exercise",
        "grader.course.reference",
    ]
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code, *heavy], cwd=root, capture_output=True, text=True, check=True)
    assert ast.literal_eval(run.stdout) == []


def test_check_outside_any_kernel_works_from_a_plain_module(lab):
    assert "NBGRADER_EXECUTION" not in os.environ
    assert not check("Adam").right


def test_probe_of_the_lab_is_found_beside_the_notebook(tmp_path, monkeypatch):
    course = find_course(Path(__file__).parent)
    chosen = course.lab("02_losses_and_descent").exercise("softmax_regression")
    folder = shutil.copytree(course.released / "02_losses_and_descent", tmp_path / "lab")
    monkeypatch.chdir(folder)
    for name in ("given", "probes"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    notebook = Notebook()
    assert checked(notebook, chosen.text, chosen.name).right
    wrong = checked(notebook, chosen.text.replace("W -= lr *", "W += lr *"), chosen.name)
    assert wrong.status == "wrong"
    assert "W, b, losses = softmax_regression(images, labels, batches, given.hinge" in wrong.code
    (folder / "probes.py").unlink()
    report = checked(notebook, chosen.text, chosen.name)
    assert (report.status, report.card.headline) == ("missing", "could not be checked")
    assert report.card.sentences == (
        "grader.probes has no probe called 'regression'. Put the lab's probes.py and facts.py back beside the "
        "notebook, or start from a fresh copy of the lab.",
    )


def test_module_of_the_lab_may_define_a_dataclass(lab, notebook):
    given = lab / "given.py"
    before = given.read_bytes()
    head = "from __future__ import annotations\n\nfrom dataclasses import dataclass\n\n\n"
    given.write_text(f"{head}@dataclass\nclass Pair:\n    a: int\n")
    try:
        assert checked(notebook, ADAM).right
        assert "given" not in sys.modules
    finally:
        given.write_bytes(before)
