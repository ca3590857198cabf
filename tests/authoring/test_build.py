"""Test the build: solved notebook, student lab, recordings and tables from lab.md and exercises."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from grader.authoring.build import build, build_lab, check_built, derive, stub
from grader.core.errors import CourseError
from grader.core.recording import DERIVED
from grader.course.loader import Course, read_course
from tests.small_course import LAB, edit

SOLVED = f"solutions/{LAB}/{LAB}.ipynb"
STUDENT = f"labs/{LAB}/{LAB}.ipynb"
DERIVED_FILES = [
    SOLVED,
    f"solutions/{LAB}/checks/GradientDescent.npz",
    f"solutions/{LAB}/checks/Momentum.npz",
    STUDENT,
    f"labs/{LAB}/checks/GradientDescent.npz",
    f"labs/{LAB}/checks/Momentum.npz",
    f"labs/{LAB}/given.py",
    f"solutions/{LAB}/exercises/suspects/GradientDescent.npz",
    f"solutions/{LAB}/exercises/suspects/Momentum.npz",
    f"solutions/{LAB}/exercises/costs.json",
]


def notebook(course: Course, name: str) -> nbformat.NotebookNode:
    return nbformat.read(course.root / name, as_version=4)


def content(course: Course) -> dict[str, bytes]:
    folders = ("solutions", "labs")
    paths = [path for folder in folders for path in (course.root / folder).rglob("*") if path.is_file()]
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths if path.suffix != ".pyc"}


# Notebooks


def test_cells_of_both_notebooks_have_stable_ids_types_and_roles(course: Course) -> None:
    expected = [
        ("optimizers-1", "markdown", None),
        ("setup", "code", "given"),
        ("descent-1", "markdown", None),
        ("GradientDescent", "code", "solution"),
        ("check-GradientDescent", "code", "check"),
        ("descent-2", "markdown", None),
        ("descent-3", "code", "experiment"),
        ("section-1", "markdown", None),
        ("Momentum", "code", "solution"),
        ("check-Momentum", "code", "check"),
    ]
    for name in (SOLVED, STUDENT):
        cells = notebook(course, name).cells
        assert [(c.id, c.cell_type, c.metadata.get("descent", {}).get("role")) for c in cells] == expected


def test_nbgrader_metadata_are_schema_3_without_other_fields(course: Course) -> None:
    for name in (SOLVED, STUDENT):
        document = notebook(course, name)
        nbformat.validate(document)
        MetadataValidator().validate_nb(document)
    flags = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    cells = {cell.id: cell for cell in notebook(course, SOLVED).cells}
    assert cells["setup"].metadata.nbgrader == flags | {"grade_id": "setup", "locked": True}
    assert cells["Momentum"].metadata.nbgrader == flags | {"grade_id": "Momentum", "solution": True}
    check = flags | {"grade_id": "check-Momentum", "grade": True, "locked": True, "points": 3}
    assert cells["check-Momentum"].metadata.nbgrader == check
    assert cells["check-Momentum"].metadata.descent == {"role": "check", "exercise": "Momentum"}
    assert cells["descent-3"].metadata == {"descent": {"role": "experiment"}, "tags": ["experiment"]}


def test_solved_and_student_sources_differ_in_answer_cells_alone(course: Course) -> None:
    solved, student = ({cell.id: cell.source for cell in notebook(course, n).cells} for n in (SOLVED, STUDENT))
    assert solved["Momentum"] == course.lab(LAB).exercise("Momentum").text.rstrip("\n")
    assert student["Momentum"] == stub(course.lab(LAB).exercise("Momentum"))
    assert student["GradientDescent"].endswith(
        '        """Update every parameter once."""\n        # YOUR CODE HERE\n        raise NotImplementedError()'
    )
    same = solved.keys() - {"Momentum", "GradientDescent"}
    assert {cell: solved[cell] for cell in same} == {cell: student[cell] for cell in same}
    assert student["check-Momentum"] == "check(Momentum)"


def test_notebook_metadata_name_kernel_lab_and_sources(course: Course) -> None:
    for name in (SOLVED, STUDENT):
        document = notebook(course, name)
        assert (document.nbformat, document.nbformat_minor) == (4, 5)
        assert document.metadata.kernelspec.name == "python3"
        assert document.metadata.descent == {"derived": DERIVED, "lab": LAB}
    assert DERIVED == "Derived from lab.md and exercises/ by `grader build`; edit those"


def test_cell_ids_after_an_added_cell_stay_in_other_sections(course: Course) -> None:
    before = [cell.id for cell in notebook(course, SOLVED).cells]
    edit(course.lab(LAB).path / "lab.md", "Look at it.\n", "Look at it.\n\n+++\n\nAnd again.\n")
    build(course)
    after = [cell.id for cell in notebook(course, SOLVED).cells]
    assert [cell for cell in after if cell not in before] == ["descent-4"]


# Faults of a lab


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            ":tags: [experiment]",
            ":tags: [plot]",
            r"the code-cell 'def path\(optimizer\):' needs exactly one tag of setup",
        ),
        (":tags: [experiment]", "", "needs exactly one tag of setup, slot, experiment"),
        (":tags: [setup]", ":tags: [experiment]", "no code-cell tagged setup; add one with the lab's imports"),
        ("# Optimizers", "---\nkernelspec: {name: python3}\n---", "jupytext cannot read it as md:myst"),
        ("\nMomentum\n", "\nMomentums\n", "the slot Momentums needs exactly one exercise and one slot"),
    ],
)
def test_fault_in_lab_md_is_reported_with_its_path(course: Course, old: str, new: str, message: str) -> None:
    edit(course.lab(LAB).path / "lab.md", old, new)
    with pytest.raises(CourseError, match=message) as caught:
        derive(course, course.lab(LAB))
    assert str(caught.value).startswith(str(course.lab(LAB).path / "lab.md"))


# Rebuilding and drift


def test_second_build_writes_nothing(template: Path, tmp_path: Path) -> None:
    shutil.copytree(template, tmp_path / "course")
    course = read_course(tmp_path / "course")
    before = content(course)
    assert sorted(derive(course, course.lab(LAB))) == sorted(DERIVED_FILES)
    assert build(course) == []
    assert content(course) == before
    assert check_built(course) == []


def test_build_from_scratch_gives_the_same_bytes(course: Course) -> None:
    before = content(course)
    for name in DERIVED_FILES:
        (course.root / name).unlink()
    assert [line.partition(":")[0] for line in build(course)] == DERIVED_FILES
    assert content(course) == before


def test_drifted_files_are_reported_with_a_remedy_and_rebuilt(course: Course) -> None:
    edit(course.lab(LAB).path / "lab.md", "Look at it.", "Look closely.")
    (course.root / f"labs/{LAB}/given.py").unlink()
    (course.root / f"labs/{LAB}/checks/Old.npz").write_bytes(b"")
    (course.root / f"solutions/{LAB}/exercises/suspects/Old.npz").write_bytes(b"")
    (course.root / f"labs/{LAB}/notes.txt").write_bytes(b"")
    (course.root / "labs/05_gone").mkdir()
    edit(course.root / "README.md", "| 2 |", "| 3 |")
    edit(course.root / "docs" / "exercises.md", "| 3 |", "| 4 |")
    assert check_built(course) == [
        f"{SOLVED}: differs from what solutions/{LAB}/ gives; run `grader build`",
        f"{STUDENT}: differs from what solutions/{LAB}/ gives; run `grader build`",
        f"labs/{LAB}/given.py: is missing; run `grader build`",
        f"labs/{LAB}/checks/Old.npz: nothing in solutions/{LAB}/ gives it; run `grader build`",
        f"labs/{LAB}/notes.txt: nothing in solutions/{LAB}/ gives it; move it elsewhere or delete it",
        f"solutions/{LAB}/exercises/suspects/Old.npz: nothing in solutions/{LAB}/ gives it; run `grader build`",
        "labs/05_gone: there is no solutions/05_gone/lab.md; delete this folder",
        "README.md: its table differs from what solutions/ gives; run `grader build`",
        "docs/exercises.md: its table differs from what solutions/ gives; run `grader build`",
    ]
    assert build(course) == [
        f"{SOLVED}: written",
        f"{STUDENT}: written",
        f"labs/{LAB}/given.py: written",
        f"labs/{LAB}/checks/Old.npz: removed",
        f"solutions/{LAB}/exercises/suspects/Old.npz: removed",
        "README.md: written",
        "docs/exercises.md: written",
    ]
    assert len(check_built(course)) == 2  # files that a person must move


def test_readme_without_markers_is_reported_and_unchanged(course: Course) -> None:
    (course.root / "README.md").write_text("# Course\n", encoding="utf-8")
    line = "README.md: has no lines <!-- labs:begin --> and <!-- labs:end -->; add both, then run `grader build`"
    assert check_built(course) == [line]
    assert build(course) == []


def test_page_of_exercises_if_missing_is_written(course: Course) -> None:
    page = course.root / "docs" / "exercises.md"
    before = page.read_bytes()
    page.unlink()
    assert check_built(course) == [
        "docs/exercises.md: its table differs from what solutions/ gives; run `grader build`"
    ]
    assert build(course) == ["docs/exercises.md: written"]
    assert page.read_bytes() == before
    shutil.rmtree(page.parent)  # a course without pages
    assert check_built(course) == build(course) == []


def test_student_notebook_with_edited_answers_is_backed_up(course: Course) -> None:
    path = course.root / STUDENT
    edit(path, "raise NotImplementedError()", "pass")
    worked_in = path.read_bytes()
    (line,) = build_lab(course, course.lab(LAB))
    backup = line.removeprefix(f"{STUDENT}: written; the one worked in was kept as ")
    assert backup.startswith(f".grader/replaced/{LAB}-")
    assert (course.root / backup).read_bytes() == worked_in
    assert check_built(course) == []


def test_student_notebook_that_was_only_run_is_not_backed_up(course: Course) -> None:
    edit(course.root / STUDENT, '"execution_count": null', '"execution_count": 3')
    assert build_lab(course, course.lab(LAB)) == [f"{STUDENT}: written"]


@pytest.mark.slow
def test_generate_assignment_run_by_hand_gives_the_same_bytes(course: Course) -> None:
    project = Path(__file__).resolve().parents[2]
    shutil.copy(project / "nbgrader_config.py", course.root)
    before = content(course)
    shutil.rmtree(course.root / "labs")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", LAB, "--no-db"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert content(course) == before


def test_released_labs_contain_no_exercise_files_and_no_lab_md(course: Course) -> None:
    released = {path.relative_to(course.released).as_posix() for path in course.released.rglob("*")}
    assert released == {LAB, f"{LAB}/checks"} | {
        name.removeprefix("labs/") for name in DERIVED_FILES if "labs/" in name
    }
    for path in (path for path in course.released.rglob("*") if path.is_file()):
        assert b"EXERCISE" not in path.read_bytes()
        assert b"code-cell" not in path.read_bytes()
