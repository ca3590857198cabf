"""Make the solved notebook, nbgrader's source, from lab.md and the exercises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from typing import Any

from grader.core.errors import CourseError
from grader.core.recording import DERIVED
from grader.course.exercise import ID
from grader.course.loader import Lab
from grader.course.quiz import Quiz

TAGS = ("setup", "slot", "experiment")
#: The tag of a Markdown cell that holds the model of an answer in words, which a person grades.
WRITTEN = "written"
#: Key of an answer cell's metadata "descent" that holds the source to hand out, where it is not nbgrader's.
STUB = "stub"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def solved_notebook(lab: Lab) -> dict[str, Any]:
    """Return the notebook with every slot filled by its exercise and followed by its check; nbformat 4.5, no outputs.

    Raises CourseError where lab.md is no MyST notebook, or a code cell has not exactly one of the tags; experiments may
    bear the ids of the items that they cover beside it.
    """
    exercises = {item.name: item for item in lab.items}
    cells: list[dict[str, Any]] = []
    names = _Names()
    for source, kind, about in _cells_of(lab):
        tags = list(about.get("tags", []))
        if kind == "markdown":
            if WRITTEN in tags:
                cells.append(_written(lab, source, about, exercises))
                continue
            cells.append(plain_cell("markdown", names.text(source), source, {}))
            continue
        tag = _tag(lab, source, tags)
        if tag == "setup":
            cells.append(given_cell(names.setup(), source))
        elif tag == "slot":
            exercise = exercises[_slot(lab, source, exercises)]
            if isinstance(exercise, Quiz):
                cells += quiz_cells(exercise, names.next())
                continue
            cells += [
                answer_cell(exercise.name, exercise.text.rstrip("\n")),
                check_cell(exercise.name, exercise.points),
            ]
        else:
            metadata = {"descent": {"role": "experiment"}, "tags": ["experiment", *_ids(tags)]}
            cells.append(plain_cell("code", names.next(), source, metadata))
    if not names.setups:
        raise CourseError(f"{lab.path / 'lab.md'}: no code-cell tagged setup; add one with the lab's imports")
    derived = {
        "descent": {"derived": DERIVED, "lab": lab.name},
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": derived, "nbformat": 4, "nbformat_minor": 5}


class _Names:
    """Generate unique cell ids: slug of the nearest heading above and a running number; "setup", "setup_2" for set-ups.

    A slug has no underscore and an id that ends in a number starts with a slug, so no id is generated twice.
    """

    def __init__(self) -> None:
        self.slug = "top"
        self.setups = 0
        self.counts: dict[str, int] = {}

    def text(self, source: str) -> str:
        headings = _HEADING.findall(_FENCE.sub("", source))
        if headings:
            self.slug = _slug(headings[0])
        name = self.next()
        if headings:
            self.slug = _slug(headings[-1])
        return name

    def next(self) -> str:
        self.counts[self.slug] = self.counts.get(self.slug, 0) + 1
        return f"{self.slug}-{self.counts[self.slug]}"

    def setup(self) -> str:
        self.setups += 1
        return "setup" if self.setups == 1 else f"setup_{self.setups}"


def _slug(heading: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:48].strip("-") or "section"


def _cells_of(lab: Lab) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (source, cell type, metadata) of every cell of lab.md."""
    import jupytext  # takes a second

    path = lab.path / "lab.md"
    try:
        notebook = jupytext.reads(lab.prose, fmt="md:myst")
    except Exception as error:
        reason = str(error).strip().splitlines()
        raise CourseError(f"{path}: jupytext cannot read it as md:myst: {reason[0] if reason else error}") from error
    for cell in notebook.cells:
        if cell.source.strip():
            yield cell.source, cell.cell_type, dict(cell.metadata)


def _written(lab: Lab, source: str, about: dict[str, Any], exercises: Container[str]) -> dict[str, Any]:
    """Make the cell of an answer in words. Raises CourseError where its name or its points are not usable."""
    name, points = about.get("name"), about.get("points")
    named = isinstance(name, str) and bool(re.fullmatch(r"[a-z]\w*", name)) and name not in exercises
    if not named or not isinstance(points, int | float) or isinstance(points, bool) or not points > 0:
        line = source.splitlines()[0]
        form = '+++ {"tags": ["written"], "name": "report", "points": 4}'
        raise CourseError(f"{lab.path / 'lab.md'}: the written answer {line!r} needs a line like {form} above it")
    return written_cell(str(name), source, float(points))


def _tag(lab: Lab, source: str, tags: list[str]) -> str:
    known = [tag for tag in tags if tag in TAGS]
    others = len(tags) - 1 - (len(_ids(tags)) if known == ["experiment"] else 0)
    if len(known) != 1 or others:
        line = source.splitlines()[0]
        form = f"exactly one tag of {', '.join(TAGS)}; an experiment may have ids like EXP-06 beside it"
        raise CourseError(f"{lab.path / 'lab.md'}: the code-cell {line!r} needs {form}")
    return known[0]


def _ids(tags: list[str]) -> list[str]:
    return [tag for tag in tags if re.fullmatch(ID, tag)]


def _slot(lab: Lab, source: str, exercises: Container[str]) -> str:
    name = source.strip()
    if name not in exercises:
        known = ", ".join(item.name for item in lab.items)
        raise CourseError(f"{lab.path / 'lab.md'}: the slot {name!r} names no exercise; it has {known}")
    return name


def plain_cell(kind: str, cell_id: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """Make a cell of nbformat 4.5 without outputs."""
    cell = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def given_cell(name: str, source: str) -> dict[str, Any]:
    """Make a locked cell of code that every student gets."""
    return plain_cell("code", name, source, {"descent": {"role": "given"}, "nbgrader": _nbgrader(name, locked=True)})


def answer_cell(name: str, source: str) -> dict[str, Any]:
    """Make the cell that answers the exercise of that name."""
    metadata = {"descent": {"exercise": name, "role": "solution"}, "nbgrader": _nbgrader(name, solution=True)}
    return plain_cell("code", name, source, metadata)


def written_cell(name: str, source: str, points: float) -> dict[str, Any]:
    """Make the cell of an answer in words, which a person grades; nbgrader hands out a placeholder as source."""
    marks = _nbgrader(name, grade=True, solution=True) | {"points": points}
    return plain_cell("markdown", name, source, {"nbgrader": marks})


def quiz_cells(quiz: Quiz, question: str) -> list[dict[str, Any]]:
    """Make the cells of a quiz: the question, its answer, its check.

    question: id of the first of them
    """
    answer = answer_cell(quiz.name, quiz.text.rstrip("\n"))
    answer["metadata"]["descent"][STUB] = quiz.stub
    # check(True) could not tell which quiz is meant, so the check is handed the quiz's name
    check = check_cell(quiz.name, quiz.points, f'"{quiz.name}"')
    return [plain_cell("markdown", question, quiz.question, {}), answer, check]


def check_cell(name: str, points: float, argument: str = "") -> dict[str, Any]:
    """Make the locked cell that checks the exercise of that name.

    argument: of the call; default: the name
    """
    grade_id = f"check-{name}"
    metadata = {
        "descent": {"exercise": name, "role": "check"},
        "nbgrader": _nbgrader(grade_id, grade=True, locked=True) | {"points": points},
    }
    return plain_cell("code", grade_id, f"check({argument or name})", metadata)


def _nbgrader(grade_id: str, *, grade: bool = False, solution: bool = False, locked: bool = False) -> dict[str, Any]:
    """Make nbgrader's cell metadata, schema version 3."""
    return {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
