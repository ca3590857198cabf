"""Test nondeterministic answers: a failing case is run a second time, a right one is not."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader.authoring.build import build_lab
from grader.core.grade_json import grade_from_json, to_json
from grader.core.records import Observation, Question, Submission, Verdict
from grader.course.loader import Course, find_course, read_course, released_notebook
from grader.course.seeds import secret_seed
from grader.grading.batch import grade_all
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.submission.read import merge_notebook
from tests import inprocess
from tests.small_course import LAB, make_course

REMEDY = "every random number must come from rng, and nothing may be kept from one call to the next"
STEP = "class Momentum:\n    def __init__(self, params, lr=1e-3, momentum=0.9):\n        self.params = params\n"
RANDOM = STEP + "    def step(self, grads):\n        for p in self.params:\n            p += np.random.rand()\n"
COUNTS = RANDOM.replace("class Momentum:", "class Momentum:\n    calls = 0").replace(
    "            p += np.random.rand()\n", "            Momentum.calls += 1\n            p += Momentum.calls\n"
)
WRONG = RANDOM.replace("np.random.rand()", "1")
OTHER_EVERY_TIME = RANDOM.replace("np.random.rand()", "next(numbers)").replace(
    "class", "import itertools\nnumbers = itertools.count()\n\n\nclass", 1
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("flaky")
    build_lab(make_course(folder), make_course(folder).lab(LAB))
    return read_course(folder)


def handed_in(course: Course, lab: str, **answers: str) -> Submission:
    released = released_notebook(course, course.lab(lab))
    notebook = json.loads(json.dumps(released))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution" and about["exercise"] in answers:
            cell["source"] = answers[about["exercise"]]
    return merge_notebook(notebook, lab, released, "someone")


def verdict_on(course: Course, **answers: str) -> Verdict:
    (grade,) = grade_all([handed_in(course, LAB, **answers)], course, course.lab(LAB), jobs=1)
    assert grade_from_json(json.loads(json.dumps(to_json(grade)))) == grade
    return next(v for v in grade.exercises if v.name in answers)


@pytest.mark.parametrize("source", [RANDOM, COUNTS, OTHER_EVERY_TIME])
def test_nondeterministic_answer_is_reported(course: Course, source: str) -> None:
    judged = verdict_on(course, Momentum=source)
    assert (judged.status, judged.points, judged.misconception) == ("wrong", 0.0, None)
    assert judged.nondeterministic
    place = r"params\[0\] after step [12] at \[\d\]"
    expected = rf"two steps: gives another answer each time it is asked: {place} is \S+, then \S+; "
    assert re.fullmatch(expected + REMEDY, judged.message), judged.message


def test_answer_that_sometimes_raises_is_reported(course: Course) -> None:
    source = OTHER_EVERY_TIME.replace("next(numbers)", "1 // int(next(numbers) > 3)")  # asked for the fifth time
    judged = verdict_on(course, Momentum=source)
    assert judged.nondeterministic
    assert (
        "two steps: ends in another way each time it is asked: with ZeroDivisionError, then with an answer"
        in judged.message
    )


def test_deterministic_wrong_answer_is_reported_as_before(course: Course) -> None:
    judged = verdict_on(course, Momentum=WRONG)
    assert (judged.status, judged.nondeterministic) == ("wrong", False)
    assert "expected" in judged.message


class Counting(inprocess.Session):
    """Counts the questions that it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def probes(self, questions: Sequence[Question]) -> Iterator[Observation]:
        for question in questions:
            self.asked.append(question.task)
            yield from super().probes([question])


class CountingSandbox:
    rung = "none"

    def __init__(self) -> None:
        self.sessions: list[Counting] = []

    def open(self, files: object = None, limits: object = None, notebook: object = None, scratch: int = 0) -> Counting:
        self.sessions.append(Counting())
        return self.sessions[-1]


@pytest.mark.parametrize(("variant", "questions"), [("right", 3), ("wrong", 5)])
def test_right_answer_is_not_run_a_second_time(course: Course, variant: str, questions: int) -> None:
    lab, sandbox = course.lab(LAB), CountingSandbox()
    text = {"right": lab.exercise("Momentum").text, "wrong": WRONG}[variant]
    grading = GradingContext(course, lab, sandbox, secret_seed(b"the same every time"))  # type: ignore[arg-type]
    grade = grade_submission(grading, handed_in(course, LAB, Momentum=text))
    assert [v.status for v in grade.exercises if v.name == "Momentum"] == [variant]
    assert len(list(itertools.chain(*(s.asked for s in sandbox.sessions)))) == questions


@pytest.mark.parametrize(
    ("draw", "named"),
    [
        ("np.random.default_rng().normal(0.0, std, shape)", True),
        ("np.random.default_rng().standard_t(5, shape) * 3", False),
    ],
)
def test_random_task_names_a_known_mistake_and_reports_others_as_nondeterministic(draw: str, named: bool) -> None:
    course = find_course(Path(__file__).parent)
    lab = course.lab("04_initialization")
    text = lab.exercise("he_normal").text.replace("rng.normal(0.0, std, shape)", draw)
    sandbox = CountingSandbox()
    grading = GradingContext(course, lab, sandbox, secret_seed(b"the same every time"))  # type: ignore[arg-type]
    grade = grade_submission(grading, handed_in(course, lab.name, he_normal=text))
    judged = next(v for v in grade.exercises if v.name == "he_normal")
    assert judged.nondeterministic
    assert judged.misconception == ("a generator of its own, without a seed" if named else None)
    assert ("gives another answer each time it is asked: mean is" in judged.message) is not named, judged.message
