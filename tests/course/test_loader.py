"""Labs and exercises are found by path, and every fault of a course names its file."""

import pytest

from grader.core.errors import CourseError, UsageError
from grader.course import loader

EXERCISE = """
from grader import Case, Exercise, Wrong
from grader.probes.observe import call


def {name}(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


EXERCISE = Exercise(
    {name},
    points=1,
    ids=("FND-01",),
    source="none",
    probe=call,
    oracle=lambda x: x + x,
    cases=(Case("one", lambda rng: {{"args": [1.0]}}, public=True),),
    wrong=(Wrong("triples", {{"2 * x": "3 * x"}}, hint="How often?"),),
)
"""
SLOT = "```{{code-cell}} ipython3\n:tags: [slot]\n\n{name}\n```\n"


@pytest.fixture
def root(tmp_path):
    lab = tmp_path / "solutions" / "01_small"
    (lab / "exercises").mkdir(parents=True)
    for name in ("second", "first"):
        (lab / "exercises" / f"{name}.py").write_text(EXERCISE.format(name=name))
    (lab / "lab.md").write_text("# Small\n\n" + SLOT.format(name="second") + "\n" + SLOT.format(name="first"))
    (tmp_path / "course.toml").write_text('course = "small"\n\n[labs.01_small]\nlibraries = ["numpy"]\n')
    return tmp_path


def test_exercises_come_in_the_order_of_the_slots(root):
    found = loader.find_course(root / "solutions" / "01_small")
    lab = found.lab("01_small")
    assert [exercise.name for exercise in lab.exercises] == ["second", "first"]
    assert lab.libraries == ("numpy",)
    assert found.feedback == "hints"


def test_the_version_follows_everything_that_decides(root):
    before = loader.read_course(root).lab("01_small").version
    path = root / "solutions" / "01_small" / "exercises" / "first.py"
    path.write_text(path.read_text().replace("points=1", "points=2"))
    assert loader.read_course(root).lab("01_small").version != before


def test_outside_a_course_the_message_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="run this inside a course"):
        loader.find_course(tmp_path)


def test_unknown_lab_and_exercise_are_named_with_what_there_is(root):
    found = loader.read_course(root)
    with pytest.raises(UsageError, match="there is no lab 'x'; the course has 01_small"):
        found.lab("x")
    with pytest.raises(UsageError, match="no exercise 'x'; it has second, first"):
        found.lab("01_small").exercise("x")


def test_slots_and_exercises_must_match(root):
    path = root / "solutions" / "01_small" / "lab.md"
    whole = path.read_text()
    path.write_text(whole.replace("\nfirst\n", "\nthird\n"))
    with pytest.raises(CourseError, match="the slot third needs exactly one exercise"):
        _ = loader.read_course(root).lab("01_small").exercises
    path.write_text(whole.split("```{code-cell}", 2)[0] + SLOT.format(name="second"))
    with pytest.raises(CourseError, match="no slot for the exercise first"):
        _ = loader.read_course(root).lab("01_small").exercises


def test_a_file_that_does_not_import_or_has_no_exercise_is_named(root):
    path = root / "solutions" / "01_small" / "exercises" / "first.py"
    path.write_text("import nowhere_to_be_found")
    with pytest.raises(CourseError, match=r"first\.py: does not import: ModuleNotFoundError"):
        _ = loader.read_course(root).lab("01_small").exercises
    path.write_text("x = 1")
    with pytest.raises(CourseError, match=r"first\.py: defines no EXERCISE"):
        _ = loader.read_course(root).lab("01_small").exercises


def test_a_lab_that_was_not_built_says_so(root):
    found = loader.read_course(root)
    with pytest.raises(CourseError, match="run `grader build`"):
        loader.released_notebook(found, found.lab("01_small"))
