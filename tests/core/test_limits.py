"""Limits are read from course.toml, with their faults named, and reach cells, questions and sessions."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from grader.authoring.tables import limits_json
from grader.child import confine
from grader.core import limits
from grader.core.errors import UsageError
from grader.core.grade_json import to_json
from grader.core.limits import LabLimits, Limits, NotebookLimits
from grader.core.records import Grade
from grader.course.loader import Course, find_course, read_course, released_notebook
from grader.grading.batch import grade_paths
from grader.grading.replay import replay_differences
from tests.small_course import LAB

ROOT = Path(__file__).resolve().parents[2]


def with_settings(course: Course, text: str) -> Course:
    """The course with another course.toml."""
    (course.root / "course.toml").write_text(text, encoding="utf-8")
    return read_course(course.root)


def test_limits_in_course_toml_equal_the_defaults():
    course = find_course(ROOT)
    assert course.limits == LabLimits()
    text = (ROOT / "course.toml").read_text(encoding="utf-8").partition("[limits]")[2].partition("\n[")[0]
    named = {**limits.rows(Limits()), **limits.rows(NotebookLimits())}
    written = [f"{name} = {limits.format_limit(name, value)}" for name, value in named.items()]
    assert sorted(written) == sorted(line.replace('"', "") for line in text.splitlines() if "=" in line)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("cpu", "500 ms", 0.5),
        ("cpu", "2s", 2.0),
        ("wall", "1.5 min", 90.0),
        ("wall", "1 h", 3600.0),
        ("memory", "512 MiB", 512 << 20),
        ("memory", "1.5 GiB", 3 << 29),
        ("output", "256 KiB", 256 << 10),
        ("threads", 3, 3),
        ("memory", 512, None),
        ("memory", "1 GB", None),
        ("cpu", "-1 s", None),
        ("cpu", 10, None),
        ("threads", "3", None),
        ("threads", True, None),
    ],
)
def test_limit_is_parsed_only_with_its_unit(name, text, value):
    found = limits.parse_limit(name, text)
    assert found == value
    assert value is None or type(found) is type(getattr(Limits, name))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("cpu", 10.0, "10 s"), ("cpu", 0.01, "10 ms"), ("wall", 90.0, "1.5 min"), ("wall", 100.0, "100 s"),
     ("notebook_wall", 300.0, "5 min"), ("memory", 1 << 30, "1 GiB"), ("scratch", 5000, "4.88281 KiB"),
     ("threads", 16, "16")],
)  # fmt: skip
def test_limit_is_written_in_the_unit_that_fits(name, value, text):
    assert limits.format_limit(name, value) == text


def test_no_bound_is_above_the_limits_of_the_kernel():
    for name in ("memory", "scratch"):
        assert limits.BOUNDS[name].most <= confine.CEILING
    assert limits.BOUNDS["threads"].most <= confine._TASKS


def test_limits_of_exercise_lab_and_course_override_in_that_order(course):
    path = course.root / "solutions" / LAB / "exercises" / "momentum.py"
    text = path.read_text(encoding="utf-8").replace(
        "    points=3,", "    points=3,\n    limits=Limits(wall=7.0, threads=5),"
    )
    path.write_text("from grader.core.limits import Limits\n" + text, encoding="utf-8")
    found = with_settings(
        course,
        '[limits]\ncpu = "3 s"\nwall = "6 s"\nnotebook_wall = "1 min"\n'
        f'[labs.{LAB}.limits]\ncpu = "4 s"\n[labs.{LAB}.limits.Momentum]\nthreads = 9\n',
    )
    lab = found.lab(LAB)
    assert found.limits.each == Limits(cpu=3.0, wall=6.0)
    assert lab.limits.each == lab.exercise("GradientDescent").limits == Limits(cpu=4.0, wall=6.0)
    assert lab.exercise("Momentum").limits == Limits(cpu=4.0, wall=7.0, threads=9)
    listed = [
        (row["lab"], row["exercise"], row["what"], row.get("cpu"), row.get("threads")) for row in limits_json(found)
    ]
    assert listed == [
        ("", "", "a cell or a question", 3.0, 16),
        ("", "", "a notebook", None, None),
        (LAB, "", "a cell or a question", 4.0, 16),
        (LAB, "Momentum", "its cell or a question", 4.0, 9),
    ]
    assert limits_json(found)[1]["notebook_wall"] == 60.0


SPIN = "while True:\n    pass\n"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="students' code can only be confined on Linux")


def graded(course: Course, answers: dict[str, str], own: str = "") -> Grade:
    """The grade of a notebook with these answers; own: the source of a cell of its own, at the end."""
    notebook = released_notebook(course, course.lab(LAB))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution" and about["exercise"] in answers:
            cell["source"] = answers[about["exercise"]]
    if own:
        cell = {
            "cell_type": "code",
            "id": "mine",
            "metadata": {},
            "source": own,
            "outputs": [],
            "execution_count": None,
        }
        notebook["cells"].insert(0, cell)
    path = course.root / "submitted" / "ann" / LAB / f"{LAB}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (grade,) = grade_paths(course, [path])
    return grade


def answer(course: Course, name: str, before: str = "") -> str:
    return before + course.lab(LAB).exercise(name).text


@LINUX
@pytest.mark.slow
def test_tiny_limits_apply_to_cells_runs_and_a_single_exercise(course):
    small = with_settings(
        course,
        '[limits]\ncpu = "400 ms"\nscratch = "1 MiB"\nmemory = "64 MiB"\n'
        f'[labs.{LAB}.limits.Momentum]\ncpu = "900 ms"\n',
    )
    endless = answer(course, "GradientDescent").replace("for p, g in", "while True: pass\n        for p, g in")
    grade = graded(small, {"GradientDescent": endless, "Momentum": SPIN}, own=SPIN)
    messages = {verdict.name: verdict.message for verdict in grade.exercises}
    assert "over the limit of 0.4 s, of CPU time" in messages["GradientDescent"]
    assert "over the limit of 0.9 s, of CPU time" in messages["Momentum"]
    assert {verdict.status for verdict in grade.exercises} == {"timed out"}
    assert grade.replay["limits"]["cpu"] == 0.4
    full = "open('large', 'wb').write(b'x' * (3 << 20))\n"
    grade = graded(small, {"GradientDescent": answer(course, "GradientDescent", full)})
    assert "over the limit of 1 MB" in grade.exercises[0].message
    held = "import numpy\nkept = numpy.ones(100 << 20, dtype=numpy.uint8)\n"
    grade = graded(small, {"GradientDescent": answer(course, "GradientDescent", held)})
    assert grade.exercises[0].status == "out of memory"


@pytest.mark.slow
@LINUX
def test_larger_limit_of_one_exercise_applies(course):
    large = "open('large', 'wb').write(b'x' * (3 << 20))\n"
    source = answer(course, "Momentum", large)
    settings = '[limits]\nscratch = "1 MiB"\n'
    refused = graded(with_settings(course, settings), {"Momentum": source}).exercises[1]
    assert (refused.status, refused.message[:24]) == ("killed", "its cell: wrote files of")
    more = with_settings(course, f'{settings}[labs.{LAB}.limits.Momentum]\nscratch = "8 MiB"\n')
    assert graded(more, {"Momentum": source}).exercises[1].status == "right"


@LINUX
@pytest.mark.slow
def test_limits_of_a_whole_notebook_apply(course):
    spin = "import time\nuntil = time.process_time() + 0.6\nwhile time.process_time() < until:\n    pass\n"
    answers = {"GradientDescent": answer(course, "GradientDescent", spin), "Momentum": answer(course, "Momentum", spin)}
    by_cpu = graded(with_settings(course, '[limits]\nnotebook_cpu = "1 s"\n'), answers)
    assert [v.status for v in by_cpu.exercises] == ["right", "timed out"]
    assert "the whole notebook used 1." in by_cpu.exercises[1].message
    by_wall = graded(
        with_settings(course, '[limits]\nnotebook_wall = "10 ms"\n'), answers, own="import time; time.sleep(0.1)"
    )
    assert [v.status for v in by_wall.exercises] == ["timed out", "timed out"]


@pytest.mark.slow
@LINUX
def test_replay_under_other_limits_is_refused(course):
    grade = graded(course, {"GradientDescent": answer(course, "GradientDescent")})
    record = course.root / "grade.json"
    record.write_text(json.dumps(to_json(grade)), encoding="utf-8")
    notebook = next(course.root.glob(f"submitted/ann/{LAB}/*.ipynb"))
    before = (course.root / "course.toml").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="another version of the lab"):
        replay_differences(
            with_settings(course, f'{before}[labs.{LAB}.limits.Momentum]\ncpu = "11 s"\n'), record, [notebook]
        )
    assert replay_differences(with_settings(course, before), record, [notebook]) == []
