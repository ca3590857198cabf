"""Test that labs and exercises are found by path, and that every fault of a course names its file."""

import pytest

from grader.core.errors import CourseError, UsageError
from grader.course import loader
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC
from grader.probes import call

EXERCISE = """
from grader import Case, Exercise, Wrong
from grader.probes import call


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


def test_lab_version_changes_with_an_exercise_file(root):
    before = loader.read_course(root).lab("01_small").version
    path = root / "solutions" / "01_small" / "exercises" / "first.py"
    path.write_text(path.read_text().replace("points=1", "points=2"))
    assert loader.read_course(root).lab("01_small").version != before


LAB_PROBES = """
from grader.probes import Probe

twice = Probe("twice", lambda task, inputs, context, notes: [("result", task(task(*inputs["args"])))])
"""


def named_probe(root, name):
    path = root / "solutions" / "01_small" / "exercises" / "first.py"
    path.write_text(path.read_text().replace("probe=call", f"probe={name}"))
    return loader.read_course(root).lab("01_small")


def test_named_probe_is_found_in_the_labs_probes_and_handed_out(root):
    path = root / "solutions" / "01_small" / "probes.py"
    path.write_text(LAB_PROBES)
    lab = named_probe(root, "'twice'")
    first = lab.exercise("first")
    assert first.probe is lab.probes.twice
    assert Reference(first).expected(first.cases[0], PUBLIC).values["result"] == 4
    assert lab.handouts == {"probes.py": path.read_bytes()}
    before = lab.version
    path.write_text(LAB_PROBES + "\n")
    assert loader.read_course(root).lab("01_small").version != before


def test_named_probe_of_the_grader_needs_no_file_in_the_lab(root):
    assert named_probe(root, "'call'").exercise("first").probe is call


@pytest.mark.parametrize("with_probes", [True, False])
def test_unknown_probe_is_an_error_of_the_course(root, with_probes):
    if with_probes:
        (root / "solutions" / "01_small" / "probes.py").write_text(LAB_PROBES)
    with pytest.raises(CourseError, match=r"first\.py: exercise first: grader\.probes.* has no probe called 'thrice'"):
        _ = named_probe(root, "'thrice'").exercises


def test_probe_made_in_an_exercise_file_is_an_error_of_the_course(root):
    lab = named_probe(root, "__import__('dataclasses').replace(call, code=None)")
    with pytest.raises(CourseError, match="its probe is not the one that is called 'call'"):
        _ = lab.exercises


def test_search_outside_a_course_raises_with_a_remedy(tmp_path):
    with pytest.raises(UsageError, match="run this inside a course"):
        loader.find_course(tmp_path)


def test_unknown_lab_and_exercise_raise_with_the_existing_names(root):
    found = loader.read_course(root)
    with pytest.raises(UsageError, match="there is no lab 'x'; the course has 01_small"):
        found.lab("x")
    with pytest.raises(UsageError, match="no exercise 'x'; it has second, first"):
        found.lab("01_small").exercise("x")


def test_slot_or_exercise_without_counterpart_is_refused(root):
    path = root / "solutions" / "01_small" / "lab.md"
    whole = path.read_text()
    path.write_text(whole.replace("\nfirst\n", "\nthird\n"))
    with pytest.raises(CourseError, match="the slot third needs exactly one exercise"):
        _ = loader.read_course(root).lab("01_small").exercises
    path.write_text(whole.split("```{code-cell}", 2)[0] + SLOT.format(name="second"))
    with pytest.raises(CourseError, match="no slot for the exercise first"):
        _ = loader.read_course(root).lab("01_small").exercises


def test_exercise_file_without_import_or_exercise_is_refused(root):
    path = root / "solutions" / "01_small" / "exercises" / "first.py"
    path.write_text("import nowhere_to_be_found")
    with pytest.raises(CourseError, match=r"first\.py: does not import: ModuleNotFoundError"):
        _ = loader.read_course(root).lab("01_small").exercises
    path.write_text("x = 1")
    with pytest.raises(CourseError, match=r"first\.py: defines no EXERCISE"):
        _ = loader.read_course(root).lab("01_small").exercises


def test_notebook_of_a_lab_not_built_raises_with_a_remedy(root):
    found = loader.read_course(root)
    with pytest.raises(CourseError, match="run `grader build`"):
        loader.released_notebook(found, found.lab("01_small"))


def test_imports_of_the_set_up_cell_are_those_of_libraries(root):
    path = root / "solutions" / "01_small" / "lab.md"
    cell = "```{code-cell} ipython3\n:tags: [setup]\n\nimport numpy as np\nimport torch\n\nimport given\n"
    path.write_text(f"{cell}from grader import check\n```\n\n{path.read_text()}")
    (path.parent / "given.py").write_text("")
    assert loader.read_course(root).lab("01_small").imports == "import numpy as np\nimport torch"
