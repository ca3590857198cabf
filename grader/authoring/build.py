"""Build the derived files of a course: solved notebooks, recorded checks, student labs, tables.

Everything is first derived in a temporary course, student labs by nbgrader's own generate_assignment; what differs is
then copied over, or reported.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.authoring import course_map, coverage, suspect_tables, tables
from grader.authoring.notebook import solved_notebook
from grader.authoring.proof import costs
from grader.authoring.record import agree, record
from grader.authoring.release import generate
from grader.core import quiz_sheet, recording
from grader.core.errors import CourseError, GraderError
from grader.core.files import write_atomically
from grader.core.recording import DERIVED
from grader.course import suspect_table
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab
from grader.course.quiz import Quiz
from grader.course.quiz_sheets import student_sheet
from grader.course.reference import Reference

REMEDY = "run `grader build`"
_JUNK = ("__pycache__", ".ipynb_checkpoints")
_README = "README.md"
_EXERCISES = "docs/exercises.md"
_COVERAGE = "docs/coverage.md"
_MAP = "docs/course-map.md"


def build(course: Course) -> list[str]:
    """Update every derived file of the course; return a line for each that was written or removed."""
    done = [line for lab in course.labs.values() for line in build_lab(course, lab)]
    return done + update_pages(course)


def update_pages(course: Course) -> list[str]:
    """Update the derived parts of README.md and of the pages in docs/; return a line for each written."""
    done = []
    for name, (text, updated) in _pages(course).items():
        if updated is not None and updated != text:
            write_atomically(course.root / name, updated.encode())
            done.append(f"{name}: written")
    return done


def build_lab(course: Course, lab: Lab) -> list[str]:
    """Update the derived files of one lab; return a line for each that was written or removed.

    A student notebook with edited answers is copied to .grader/replaced/ first. Raises CourseError.
    """
    done = []
    for name, data in derive(course, lab).items():
        target = course.root / name
        if _bytes(target) == data:
            continue
        backup = _back_up(course, target)
        write_atomically(target, data)
        done.append(f"{name}: written" + (f"; the one worked in was kept as {backup}" if backup else ""))
    for name in _superfluous(course, lab):
        if _removable(course.root / name):
            (course.root / name).unlink()
            done.append(f"{name}: removed")
    return done


def check_built(course: Course) -> list[str]:
    """Return a line for each derived file that has drifted, is missing or is left over, with the remedy."""
    found = []
    for lab in course.labs.values():
        for name, data in derive(course, lab).items():
            present = _bytes(course.root / name)
            if present is None:
                found.append(f"{name}: is missing; {REMEDY}")
            elif present != data:
                found.append(f"{name}: differs from what solutions/{lab.name}/ gives; {REMEDY}")
        for name in _superfluous(course, lab):
            remedy = REMEDY if _removable(course.root / name) else "move it elsewhere or delete it"
            found.append(f"{name}: nothing in solutions/{lab.name}/ gives it; {remedy}")
    for folder in sorted(course.released.glob("*/")):
        if folder.is_dir() and folder.name not in (*course.labs, *_JUNK):
            found.append(f"labs/{folder.name}: there is no solutions/{folder.name}/lab.md; delete this folder")
    for name, (text, updated) in _pages(course).items():
        if updated is None:
            begin, end = (course_map.BEGIN, course_map.END) if name == _MAP else (tables.BEGIN, tables.END)
            found.append(f"{name}: has no lines {begin} and {end}; add both, then {REMEDY}")
        elif updated != text:
            found.append(f"{name}: its table differs from what solutions/ gives; {REMEDY}")
    return found


def derive(course: Course, lab: Lab) -> dict[str, bytes]:
    """Derive the content of every derived file of a lab, by its name relative to the course. Raises CourseError.

    A recording that exists is reused while its arrays agree with fresh ones within tolerance.
    """
    stubs = {exercise.name: stub(exercise) for exercise in lab.exercises}
    derived: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="grader-build-") as folder:
        root = Path(folder).resolve()
        source, release = root / "solutions" / lab.name, root / "labs" / lab.name
        checks = shutil.ignore_patterns(lab.notebook.name, recording.FOLDER, *_JUNK)
        shutil.copytree(lab.path, source, ignore=checks)
        lab_notebook = source / lab.notebook.name
        lab_notebook.write_text(_notebook_text(solved_notebook(lab)), encoding="utf-8")
        for exercise in lab.exercises:
            _record(course, lab, exercise, stubs[exercise.name], recording.path_of(source, exercise.name))
        for quiz in lab.quizzes:
            _write_sheet(course, lab, quiz, quiz_sheet.path_of(source, quiz.name))
        generate(root, lab.name)
        for path in [lab_notebook, *sorted((source / recording.FOLDER).iterdir()), *sorted(release.rglob("*"))]:
            if path.is_file():
                derived[path.relative_to(root).as_posix()] = path.read_bytes()
    costs_file = costs.path_of(lab).relative_to(course.root).as_posix()
    return {**derived, **_suspect_tables(course, lab), costs_file: costs.costs_bytes(lab)}


def _suspect_tables(course: Course, lab: Lab) -> dict[str, bytes]:
    """Derive the table of suspects of each exercise. It lies in solutions/, since students must not get it."""
    made = {
        suspect_table.path_of(each): suspect_tables.table_bytes(Reference(each, lab.given)) for each in lab.exercises
    }
    return {path.relative_to(course.root).as_posix(): data for path, data in made.items() if data is not None}


def stub(exercise: Exercise) -> str:
    """Return the task as students get it: nbgrader's ClearSolutions on its text. Raises CourseError."""
    from nbformat.v4 import new_code_cell, new_notebook
    from nbgrader.preprocessors import ClearSolutions

    cell = new_code_cell(exercise.text.rstrip("\n"), metadata={"nbgrader": {"solution": True}})  # type: ignore[no-untyped-call]
    try:
        cleared, _ = ClearSolutions().preprocess(new_notebook(cells=[cell]), {})  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        raise CourseError(f"exercise {exercise.name}: nbgrader cannot clear its solution: {error}") from error
    return str(cleared.cells[0].source)


def _record(course: Course, lab: Lab, exercise: Exercise, text: str, target: Path) -> None:
    """Write an exercise's recording to `target`: the existing one where it agrees with a fresh one."""
    fresh = record(lab, exercise, course.feedback, text)
    present = recording.path_of(lab.path, exercise.name)
    with contextlib.suppress(GraderError):
        if agree(recording.load(present), fresh):
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(present, target)
            return
    try:
        recording.save(target, fresh)
    except TypeError as error:
        raise CourseError(f"exercise {exercise.name}: its inputs cannot be recorded: {error}") from error


def _write_sheet(course: Course, lab: Lab, quiz: Quiz, target: Path) -> None:
    """Write a quiz's sheet to `target`: the existing file where it holds the same."""
    fresh = student_sheet(lab.name, quiz, course.feedback, tells=course.check_quizzes)
    present = quiz_sheet.path_of(lab.path, quiz.name)
    with contextlib.suppress(GraderError):
        if quiz_sheet.equal(quiz_sheet.load(present), fresh):
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(present, target)
            return
    quiz_sheet.save(target, fresh)


def _notebook_text(notebook: Mapping[str, Any]) -> str:
    import nbformat

    node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    nbformat.validate(node)
    return str(nbformat.writes(node, version=4)) + "\n"  # type: ignore[no-untyped-call]


def _superfluous(course: Course, lab: Lab) -> list[str]:
    """List files that are not derived among the recordings and in the student lab, where all must be."""
    sources = {path.relative_to(lab.path) for path in lab.path.rglob("*") if path.is_file()}
    names = {Path(recording.FOLDER, f"{exercise.name}.npz") for exercise in lab.exercises} | {Path(lab.notebook.name)}
    names |= {Path(recording.FOLDER, f"{quiz.name}{quiz_sheet.SUFFIX}") for quiz in lab.quizzes}
    hidden = ("exercises", "lab.md", recording.FOLDER)
    names |= {path for path in sources if path.parts[0] not in hidden}
    present = [*(lab.path / recording.FOLDER).rglob("*"), *(course.released / lab.name).rglob("*")]
    strays = []
    for path in sorted(path for path in present if path.is_file()):
        home = lab.path if path.is_relative_to(lab.path) else course.released / lab.name
        inside = path.relative_to(home)
        if inside not in names and not set(inside.parts) & set(_JUNK):
            strays.append(path.relative_to(course.root).as_posix())
    tables = {suspect_table.path_of(exercise) for exercise in lab.exercises}
    found = sorted((lab.path / "exercises" / suspect_table.FOLDER).glob("*.npz"))
    return strays + [path.relative_to(course.root).as_posix() for path in found if path not in tables]


def _removable(path: Path) -> bool:
    """Return whether a superfluous file was derived by `grader build`: arrays, or a notebook that says so."""
    if path.parent.name in (recording.FOLDER, suspect_table.FOLDER) and path.suffix in (".npz", quiz_sheet.SUFFIX):
        return True
    return (
        path.suffix == ".ipynb"
        and _read_notebook(path).get("metadata", {}).get("descent", {}).get("derived") == DERIVED
    )


def _back_up(course: Course, path: Path) -> str:
    """Copy a student notebook whose answers were edited; return the name of the copy, or "" where none was needed."""
    if path.suffix != ".ipynb" or not path.is_relative_to(course.released) or not path.exists():
        return ""
    cells = _read_notebook(path).get("cells", [])
    if not any(_is_edited(cell) for cell in cells):
        return ""
    data = path.read_bytes()
    backup = Path(".grader", "replaced", f"{path.stem}-{hashlib.sha256(data).hexdigest()[:8]}.ipynb")
    write_atomically(course.root / backup, data)
    return backup.as_posix()


def _is_edited(cell: Mapping[str, Any]) -> bool:
    """Return whether the checksum of an answer cell differs from the one in its nbgrader metadata."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum, is_solution

    node = from_dict(cell)  # type: ignore[no-untyped-call]
    if not is_solution(node):
        return False
    node.source = "".join(node.source)
    return bool(compute_checksum(node) != node.metadata.nbgrader.get("checksum"))


def _read_notebook(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _pages(course: Course) -> dict[str, tuple[str, str | None]]:
    """Return pages with tables of the course, by name: (text, updated text or None where the markers are missing).

    A course without a README, a course map or a folder docs/ gets none; without coverage.toml there is no page of it.
    """
    pages: dict[str, tuple[str, str | None]] = {}
    readme = course.root / _README
    if readme.is_file():
        text = readme.read_text(encoding="utf-8")
        pages[_README] = text, tables.with_lab_table(text, course)
    if (course.root / _EXERCISES).parent.is_dir():
        pages[_EXERCISES] = _text(course.root / _EXERCISES), tables.exercises_page(course)
        if (course.root / coverage.FILE).exists():
            pages[_COVERAGE] = _text(course.root / _COVERAGE), coverage.coverage_page(course)
    if (course.root / _MAP).is_file():
        text = _text(course.root / _MAP)
        pages[_MAP] = text, course_map.with_map(text, course)
    return pages


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
