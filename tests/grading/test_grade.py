"""Test the whole pipeline on the real lab in the real sandbox, from notebook to Grade."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from grader.core.errors import UsageError
from grader.core.grade_json import grade_from_json, to_json
from grader.core.limits import LabLimits, Limits
from grader.core.records import Grade
from grader.course.edits import apply_edits
from grader.course.loader import Course, find_course, read_course, released_notebook
from grader.grading.batch import grade_all, grade_paths
from grader.grading.context import GradingContext
from grader.grading.fault_log import STUDENT_SENTENCE
from grader.grading.replay import replay_differences
from grader.report.grade_page import grade_html
from grader.report.tables import grades_json
from grader.report.text import grade_text
from grader.submission.read import read_submission

LAB = "06_optimizers"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy of the course with a fixed secret seed, on which the number of failed cases depends."""
    root = tmp_path_factory.mktemp("course")
    for name in ("solutions", "labs", "datasets"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("mnist", "__pycache__"))
    shutil.copy(ROOT / "course.toml", root)
    course = read_course(root)
    course.secret.parent.mkdir(mode=0o700, parents=True)
    course.secret.touch(0o600)
    course.secret.write_bytes(b"the same for each run of a test!")
    return course


def write(course: Course, folder: Path, answers: dict[str, str], *, keep: tuple[str, ...] = ()) -> Path:
    """Write a notebook with these answers by exercise; `keep`: exercises that are solved; all others are stubs."""
    lab = course.lab(LAB)
    notebook = released_notebook(course, lab)
    texts = {name: lab.exercise(name).text for name in keep} | answers
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution" and about["exercise"] in texts:
            cell["source"] = texts[about["exercise"]]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{LAB}.ipynb"
    path.write_text(json.dumps(notebook))
    return path


def edited(course: Course, exercise: str, *mistakes: str) -> str:
    found = course.lab(LAB).exercise(exercise)
    edits = {k: v for wrong in found.wrong if wrong.name in mistakes for k, v in wrong.edits.items()}
    return apply_edits(found.text, edits)


def graded(course: Course, *paths: Path, **options) -> list[Grade]:
    return list(grade_paths(course, paths, LAB, dataset="mnist-5k", **options))


def verdicts(grade: Grade) -> dict[str, tuple[str, str | None]]:
    return {v.name: (v.status, v.misconception) for v in grade.exercises if v.status != "not attempted"}


@pytest.fixture(scope="module")
def grades(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Grade]:
    """A small class of single answers, graded together."""
    folder = tmp_path_factory.mktemp("class")
    samples = {
        "right": {"Adam": course.lab(LAB).exercise("Adam").text},
        "wrong": {"Adam": edited(course, "Adam", "eps inside the root")},
        "pair": {"Adam": edited(course, "Adam", "eps inside the root", "no bias correction")},
        "raises": {"Adam": course.lab(LAB).exercise("Adam").text.replace("self.t += 1", "self.t += undefined")},
        "renamed": {"Adam": course.lab(LAB).exercise("Adam").text.replace("class Adam", "class MyAdam")},
        "syntax": {"Adam": "class Adam(:\n    pass\n"},
        "loops": {
            "Momentum": "class Momentum:\n    while True:\n        pass\n",
            "Adam": course.lab(LAB).exercise("Adam").text,
        },
    }
    paths = [write(course, folder / name, answers) for name, answers in samples.items()]
    return dict(zip(samples, graded(course, *paths, jobs=2), strict=True))


def test_right_answer_earns_the_points_of_its_exercise_alone(grades):
    assert verdicts(grades["right"]) == {"Adam": ("right", None)}
    assert grades["right"].points == 4
    assert grades["right"].max_points == 33
    assert grades["right"].dataset == ""


def test_known_mistake_is_named(grades):
    assert verdicts(grades["wrong"]) == {"Adam": ("wrong", "eps inside the root")}
    assert 0 < grades["wrong"].points < 4


def test_two_mistakes_at_once_are_both_named(grades):
    (verdict,) = verdicts(grades["pair"]).values()
    assert verdict[0] == "wrong"
    assert set(verdict[1].split(" + ")) == {"eps inside the root", "no bias correction"}


def test_exception_is_reported_with_the_students_line(grades):
    adam = next(v for v in grades["raises"].exercises if v.name == "Adam")
    assert (adam.status, adam.points) == ("raised", 0)
    assert "NameError: name 'undefined' is not defined" in adam.message
    assert "in step: self.t += undefined" in adam.message


def test_missing_name_is_reported(grades):
    adam = next(v for v in grades["renamed"].exercises if v.name == "Adam")
    assert adam.status == "missing"
    assert adam.message == "nothing called Adam is defined when its check runs; keep the name that was handed out"


def test_cell_that_does_not_compile_is_reported(grades):
    adam = next(v for v in grades["syntax"].exercises if v.name == "Adam")
    assert adam.status == "raised"
    assert "its cell ended in SyntaxError" in adam.message


def test_hanging_cell_costs_its_exercise_alone(grades):
    assert verdicts(grades["loops"]) == {"Momentum": ("timed out", None), "Adam": ("right", None)}
    momentum = next(v for v in grades["loops"].exercises if v.name == "Momentum")
    assert "limit of 10 s, of CPU time" in momentum.message


def test_secret_inputs_appear_in_no_message(course, grades):
    """The mistake fails secret cases too; messages show values of public cases alone."""
    for case in next(v for v in grades["wrong"].exercises if v.name == "Adam").cases:
        if case.seed != "public" and case.mismatch:
            assert case.mismatch.got == case.mismatch.expected == ""
            assert "on inputs that only grading uses" in case.message


def test_solved_notebook_earns_full_points_and_the_stub_none(course, tmp_path):
    names = tuple(exercise.name for exercise in course.lab(LAB).exercises)
    solved, stub = graded(
        course, write(course, tmp_path / "solved", {}, keep=names), write(course, tmp_path / "stub", {})
    )
    assert (solved.points, solved.dataset) == (33, "mnist-5k")
    assert {v.status for v in solved.exercises} == {"right"}
    assert stub.points == 0
    assert {v.status for v in stub.exercises} == {"not attempted"}


@pytest.mark.slow
def test_wrong_optimizer_does_not_cost_the_points_of_training(course, tmp_path):
    """A wrong Adam costs Adam's points, not those of train_mnist."""
    answers = {"Adam": edited(course, "Adam", "no bias correction")}
    (grade,) = graded(course, write(course, tmp_path, answers, keep=("train_mnist",)))
    train = next(v for v in grade.exercises if v.name == "train_mnist")
    assert train.status == "right"
    assert "trained with the given SignDescent" in train.message


def test_unreadable_or_misnamed_notebook_gets_a_grade_with_the_reason(course, tmp_path):
    broken = tmp_path / f"{LAB}.ipynb"
    broken.write_text("not a notebook")
    (grade,) = graded(course, broken)
    assert grade.points == 0
    assert "cannot be read" in grade.error
    assert {v.status for v in grade.exercises} == {"missing"}


def test_grade_round_trip_through_json(course, grades):
    for grade in grades.values():
        assert grade_from_json(json.loads(json.dumps(to_json(grade)))) == grade


def test_grader_error_earns_no_points_and_is_reported(course, tmp_path, monkeypatch):
    path = write(course, tmp_path, {}, keep=("Adam",))
    lab = course.lab(LAB)
    submission = read_submission(path, LAB, released_notebook(course, lab))

    def fail(*arguments):
        raise RuntimeError("out of order")

    monkeypatch.setattr("grader.judge.cases.compare", fail)
    (grade,) = grade_all([submission], course, lab, dataset="mnist-5k")
    adam = next(v for v in grade.exercises if v.name == "Adam")
    assert (adam.status, adam.points) == ("grader error", 0)
    assert grade.error == adam.message == STUDENT_SENTENCE
    sentence, *trace = grade.fault.splitlines()
    log = course.secret.parent / "log" / "grader.log"
    assert sentence == (
        "the grader has an error of its own, RuntimeError: out of order: please report it with its traceback; "
        f"the traceback is in {log}"
    )
    assert trace[-1] == "RuntimeError: out of order"
    assert "\n".join(trace) in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    for seen in (grade_text(grade), grade_html(grade)):
        assert "out of order" not in seen
        assert "Traceback" not in seen


@pytest.mark.slow
def test_regrade_reaches_the_same_verdicts(course, grades, tmp_path):
    path = write(course, tmp_path / "again", {"Adam": edited(course, "Adam", "eps inside the root")})
    record = tmp_path / "grades.json"
    record.write_text(json.dumps(grades_json(list(grades.values()))))
    assert replay_differences(course, record, [path]) == []
    changed = dataclasses.replace(grades["wrong"], exercises=())
    better = [dataclasses.replace(v, points=4.0, status="right") for v in grades["wrong"].exercises if v.name == "Adam"]
    others = [v for v in grades["wrong"].exercises if v.name != "Adam"]
    order = {v.name: i for i, v in enumerate(grades["wrong"].exercises)}
    changed = dataclasses.replace(changed, exercises=tuple(sorted([*better, *others], key=lambda v: order[v.name])))
    record.write_text(json.dumps(to_json(changed)))
    (difference,) = replay_differences(course, record, [path])
    assert difference.startswith("Adam: right, 4 points before; wrong, ")


@pytest.mark.parametrize(
    ("content", "fault"),
    [("no json", "not a grade"), ('{"grades": []}', "holds no grade"), ("[]", "not a grade")],
)
def test_regrade_of_a_malformed_grade_is_refused(course, tmp_path, content, fault):
    record = tmp_path / "grade.json"
    record.write_text(content)
    with pytest.raises(UsageError, match=fault):
        replay_differences(course, record, [tmp_path / "x.ipynb"])


def test_regrade_of_another_notebook_is_refused(course, grades, tmp_path):
    record = tmp_path / "grade.json"
    record.write_text(json.dumps(to_json(grades["right"])))
    with pytest.raises(UsageError, match="not the notebook that"):
        replay_differences(course, record, [write(course, tmp_path, {"Adam": "pass"})])


def test_notebook_of_no_lab_is_refused_with_the_choices(tmp_path):
    with pytest.raises(UsageError, match=r"no lab is called 'other'; name it with --lab, one of .*06_optimizers"):
        next(grade_paths(find_course(ROOT), [tmp_path / "other.ipynb"]))


@pytest.mark.parametrize(("name", "most"), [(LAB, Limits().scratch), ("03_activations", 1 << 20)])
def test_session_has_room_for_the_training_run_that_may_write_most(course, name, most):
    small = dataclasses.replace(course.lab(name), limits=LabLimits(each=Limits(scratch=1 << 20)))
    context = GradingContext(course, small, sandbox=None, seed=None)
    assert context.most_scratch == most
