"""Test course.toml: strict types, no unknown key, and every fault with the file, the table, the key and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.errors import CourseError
from grader.core.limits import LabLimits, Limits, NotebookLimits
from grader.course.loader import Course, find_course, read_course
from grader.course.settings import read_settings
from tests.small_course import LAB, make_course

LIMITS = "cpu, wall, memory, scratch, output, threads"
NOTEBOOK_LIMITS = f"{LIMITS}, notebook_cpu, notebook_wall"
TIME = 'write it as in "500 ms", "10 s" or "2 min"'
SIZE = 'write it as in "512 MiB" or "2 GiB"'
LIBRARIES = 'write it as in libraries = ["numpy", "matplotlib"]'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def fault(course: Course, text: str) -> str:
    """Return the message for this course.toml, without the path of the file."""
    path = course.root / "course.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as raised:
        read_course(course.root)
    assert str(raised.value).startswith(f"{path}: ")
    return str(raised.value).removeprefix(f"{path}: ")


def test_settings_reach_course_and_labs(course: Course) -> None:
    (course.root / "course.toml").write_text(
        'course = "deep"\nfeedback = "name"\n[limits]\ncpu = "2 s"\nnotebook_wall = "1 min"\n'
        f'[labs.{LAB}]\nlibraries = ["numpy", "scipy"]\ndataset = "mnist-5k"\n'
        f'[labs.{LAB}.limits]\nmemory = "2 GiB"\n[labs.{LAB}.limits.Momentum]\nthreads = 3\nwall = "90 s"\n'
    )
    found = read_course(course.root)
    assert (found.name, found.feedback) == ("deep", "name")
    assert found.limits == LabLimits(Limits(cpu=2.0), NotebookLimits(wall=60.0))
    lab = found.lab(LAB)
    assert (lab.libraries, lab.dataset) == (("numpy", "scipy"), "mnist-5k")
    own = {"Momentum": {"wall": 90.0, "threads": 3}}
    assert lab.limits == LabLimits(Limits(cpu=2.0, memory=2 << 30), NotebookLimits(wall=60.0), own)


def test_empty_file_gives_the_defaults(course: Course) -> None:
    (course.root / "course.toml").write_text("")
    found = read_course(course.root)
    assert (found.name, found.feedback, found.limits) == ("descent", "hints", LabLimits())
    assert (found.lab(LAB).libraries, found.lab(LAB).dataset) == (("numpy", "matplotlib"), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("course = 3", 'course must be a string, not 3; write it as in course = "descent"'),
        ("course = true", 'course must be a string, not True; write it as in course = "descent"'),
        ("colour = 1", "unknown key 'colour'; there are course, feedback, check_quizzes, limits, labs"),
        ('feedback = "all"', "feedback must be 'verdict', 'name' or 'hints', not 'all'"),
        ("feedback = 1", "feedback must be 'verdict', 'name' or 'hints', not 1"),
        ("check_quizzes = 1", "check_quizzes must be true or false, not 1; write it as in check_quizzes = true"),
        ("labs = 3", "[labs] must be a table, not 3"),
        ("[[labs]]\nx = 1", "[labs] must be a table, not [{'x': 1}]"),
        (f'labs = "{"x" * 99}"', f"[labs] must be a table, not '{'x' * 58}…"),
        (f"labs.{LAB} = 3", f"[labs.{LAB}] must be a table, not 3"),
        ("[labs.02_none]", f"[labs.02_none] names no folder of solutions/ with a lab.md; there are {LAB}"),
    ],
)
def test_fault_at_the_top_is_named(course: Course, text: str, message: str) -> None:
    assert fault(course, text) == message


def test_file_that_is_not_toml_is_named_with_the_place(course: Course) -> None:
    message = fault(course, "course = \nfeedback = 1\n")
    assert message.startswith("not a TOML file: Invalid value")
    assert "line 1" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('libraries = "numpy"', f"libraries must be a list of strings, not 'numpy'; {LIBRARIES}"),
        ("libraries = 3", f"libraries must be a list of strings, not 3; {LIBRARIES}"),
        ('libraries = ["numpy", 3]', f"libraries must be a list of strings, not 3; {LIBRARIES}"),
        ('dataset = ["mnist"]', "dataset must be a string, not ['mnist']; write it as in dataset = \"mnist\""),
        ("torch = true", "unknown key 'torch'; there are libraries, dataset, limits"),
    ],
)
def test_fault_in_a_lab_is_named_with_its_table(course: Course, text: str, message: str) -> None:
    assert fault(course, f"[labs.{LAB}]\n{text}") == f"[labs.{LAB}] {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("memory = 512", f"memory = 512 cannot be read; {SIZE}"),
        ('memory = "1 GB"', f"memory = '1 GB' cannot be read; {SIZE}"),
        ("cpu = 10", f"cpu = 10 cannot be read; {TIME}"),
        ('cpu = "-1 s"', f"cpu = '-1 s' cannot be read; {TIME}"),
        ('threads = "many"', "threads = 'many' cannot be read; write it as in 16"),
        ("threads = true", "threads = True cannot be read; write it as in 16"),
        ("threads = 0", "threads = 0 is out of range; choose something from 1 to 1024"),
        ('wall = "0 s"', "wall = '0 s' is out of range; choose something from 10 ms to 24 h"),
        ('memory = "9 GiB"', "memory = '9 GiB' is out of range; choose something from 1 MiB to 8 GiB"),
        ('output = "1 GiB"', "output = '1 GiB' is out of range; choose something from 1 KiB to 64 MiB"),
        ("colour = 1", f"colour is no limit that can be set here; there are {NOTEBOOK_LIMITS}"),
    ],
)
def test_fault_in_limits_is_named_with_a_remedy(course: Course, text: str, message: str) -> None:
    for table in ("limits", f"labs.{LAB}.limits"):
        assert fault(course, f"[{table}]\n{text}") == f"[{table}] {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("limits = 3", "[limits] must be a table, not 3"),
        (f"labs.{LAB}.limits = 3", f"[labs.{LAB}.limits] must be a table, not 3"),
        ('[limits.Momentum]\ncpu = "1 s"', "[limits.Momentum]: an exercise's limits are its lab's: "
                                           "[labs.LAB.limits.Momentum]"),
        (f'[labs.{LAB}.limits.Momentum]\nnotebook_cpu = "1 s"',
         f"[labs.{LAB}.limits.Momentum] notebook_cpu is no limit that can be set here; there are {LIMITS}"),
        (f"[labs.{LAB}.limits.Momentum]\nthreads = 0",
         f"[labs.{LAB}.limits.Momentum] threads = 0 is out of range; choose something from 1 to 1024"),
        (f"[labs.{LAB}.limits.Momentum.cpu]\nx = 1",
         f"[labs.{LAB}.limits.Momentum] cpu = {{'x': 1}} cannot be read; {TIME}"),
    ],
)  # fmt: skip
def test_fault_in_nested_limits_is_named_with_its_table(course: Course, text: str, message: str) -> None:
    assert fault(course, text) == message


def test_limits_of_an_unknown_exercise_are_refused(course: Course) -> None:
    (course.root / "course.toml").write_text(f'[labs.{LAB}.limits.Momentun]\ncpu = "1 s"', encoding="utf-8")
    with pytest.raises(CourseError) as raised:
        _ = read_course(course.root).lab(LAB).exercises
    message = f"[labs.{LAB}.limits.Momentun] names no exercise of the lab; it has GradientDescent, Momentum"
    assert str(raised.value) == f"{course.root / 'course.toml'}: {message}"


def test_file_that_is_not_utf8_is_refused(course: Course) -> None:
    path = course.root / "course.toml"
    path.write_bytes(b'course = "\xff"')
    with pytest.raises(CourseError, match=r"course\.toml: not a TOML file: 'utf-8' codec can't decode byte 0xff"):
        read_settings(path)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"course\.toml: cannot be read: No such file or directory"):
        read_settings(tmp_path / "course.toml")


def test_data_set_outside_the_catalog_is_refused(course: Course) -> None:
    (course.root / "course.toml").write_text(f'[labs.{LAB}]\ndataset = "mnits"', encoding="utf-8")
    found = read_course(course.root)
    with pytest.raises(CourseError) as raised:
        found.check_datasets(("mnist", "mnist-5k"))
    place = f"{course.root / 'course.toml'}: [labs.{LAB}] dataset = 'mnits'"
    assert str(raised.value) == f"{place} is not in the catalog; it has mnist, mnist-5k"
    found.check_datasets(("mnits",))


def test_data_sets_of_this_course_are_in_the_catalog() -> None:
    from grader import datasets

    find_course(Path(__file__).parent).check_datasets(datasets.names())
