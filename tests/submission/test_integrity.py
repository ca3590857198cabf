"""Test the integrity scan: hidden tables and encoded data are reported, honest answers never are, and it ends."""

from __future__ import annotations

import ast
import copy
import dataclasses
import json
import re
from functools import cache

import numpy as np
import pytest

from grader import datasets
from grader.core.grade_json import grade_from_json, to_json
from grader.core.records import Cell, Grade, Submission
from grader.course.exercise import Exercise
from grader.course.loader import Course, find_course, released_notebook
from grader.grading.batch import grade_all
from grader.submission import integrity
from grader.submission.integrity import Inspection, inspect
from grader.submission.read import merge_notebook
from tests.without_torch import loads


def handed_in(*sources: str, role: str = "own", files: dict[str, bytes] | None = None) -> Submission:
    cells = tuple(Cell(f"c{number}", role, source) for number, source in enumerate(sources))  # type: ignore[arg-type]
    return Submission("s", "lab", "0", cells, files or {})


@cache
def table() -> dict[int, int]:
    """Build the table of mnist-5k's held-out labels by their images' fingerprints."""
    data = datasets.load("mnist-5k")
    return {
        hash(image.tobytes()) & 0xFFFFFFFF: int(y) for image, y in zip(data.test_images, data.test_labels, strict=True)
    }


LABELS = "".join(str(n % 10) for n in range(1000))
MANY = ", ".join(str(n) for n in range(300))
HIDDEN = {
    "digits in a text": (f"LABELS = {LABELS!r}", "1000 letters and digits in one piece, as encoded data has"),
    "one number": (f"LABELS = {LABELS[1:]}", "999 letters and digits in one piece, as encoded data has"),
    "a comment": (f"x = 1  # {LABELS}", "1000 letters and digits in one piece, as encoded data has"),
    "base64": ('DATA = b"' + "aGVsbG8g" * 60 + '"', "480 letters and digits in one piece, as encoded data has"),
    "a list": (f"x = [{MANY}]", "a list of 300 numbers and texts"),
    "a tuple in a call": (f"x = np.array(({MANY}))", "a tuple of 300 numbers and texts"),
    "a set": (f"def f():\n    return {{{MANY}}}", "a set of 300 numbers and texts"),
    "nested lists": (f"x = [{', '.join(['[1, 2, 3]'] * 100)}]", "a list of 300 numbers and texts"),
    "a dict": (f"x = {{{', '.join(f'{n}: {n}' for n in range(150))}}}", "a dict of 300 numbers and texts"),
    "a long text": ('x = """' + "ab c\n" * 500 + '"""', "a text or number of 2500 characters"),
    "escaped bytes": ("x = b'" + "\\x80" * 2000 + "'", "a text or number of 6000 characters"),
    "behind a magic": (f"%%time\nx = [{MANY}]", "a list of 300 numbers and texts"),
    "no Python": (f"x = [{MANY}\nls ?", "300 numbers in what is too long or too odd to be read as Python"),
    "a null byte": (f"x = [{MANY}]\0", "300 numbers in what is too long or too odd to be read as Python"),
}


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("role", ["solution", "own", "experiment"])
def test_data_in_a_cell_is_reported(name: str, role: str) -> None:
    source, description = HIDDEN[name]
    found = inspect(handed_in("import numpy as np", source, role=role))
    assert found == Inspection((f"the cell c1 holds {description}",))


def test_small_data_is_not_reported() -> None:
    smaller = ", ".join(str(n) for n in range(299))
    sources = (f"x = [{smaller}]", f"y = {LABELS[:399]!r}", "z = '" + "a b " * 450 + "'", "# " + "=" * 500)
    assert inspect(handed_in(*sources)) == Inspection()


def test_cells_of_the_lab_itself_are_not_scanned() -> None:
    source, _ = HIDDEN["a list"]
    assert inspect(handed_in(source, role="given")) == inspect(handed_in(source, role="text")) == Inspection()


def test_data_in_small_pieces_is_summed_up() -> None:
    piece = f"x = [{', '.join(str(n) for n in range(280))}]"
    found = inspect(handed_in(*[piece] * 11))
    assert found.warnings == ("its cells and modules hold about 3000 numbers and texts in all",)
    assert inspect(handed_in(*[piece] * 10)) == Inspection()


def test_files_beside_the_notebook_are_scanned() -> None:
    files = {"data.bin": b"x" * 50_000, "small.csv": b"x" * 49_999, "mine.py": HIDDEN["a list"][0].encode()}
    assert inspect(handed_in("pass", files=files)).warnings == (
        "the file data.bin beside the notebook has 50000 bytes",
        "the file mine.py holds a list of 300 numbers and texts",
    )
    odd = {"a\x1b[31m\n.py": HIDDEN["digits in a text"][0].encode() + b"\xff\xfe"}
    assert inspect(handed_in("pass", files=odd)).warnings[0].startswith("the file a\\x1b[31m\\x0a.py holds 1000")


def test_cell_with_far_too_much_data_is_not_run() -> None:
    table = ", ".join(f"{n * 12_345_678_901}: {n % 10}" for n in range(10_000, 18_000))
    found = inspect(handed_in("pass", f"TABLE = {{{table}}}"))
    assert list(found.refused) == ["c1"]
    expected = r"it was not run: it holds (1\d{5}) characters of data, (\d+) over the limit of 100000 for a cell"
    size, over = re.fullmatch(expected, found.refused["c1"]).groups()  # type: ignore[union-attr]
    assert int(size) - int(over) == 100_000


HOSTILE = {
    "brackets": "[" * 100_000,
    "signs": "x = " + "-" * 90_000 + "1",
    "sums": "x = " + "1+" * 45_000 + "1",
    "attributes": "x" + ".a" * 45_000,
    "calls": "f(" * 40_000,
    "lambdas": "lambda:" * 12_000 + "1",
    "one word": "a" * 500_000,
    "words": ("a" * 399 + " ") * 1200,
    "white space": " " * 500_000 + "!",
    "deep and wide": "x = " + "[" * 90 + "a, " * 30_000 + "]" * 90,
    "f-strings": "f'" + "{a}" * 10_000 + "'",
    "null bytes": "\0" * 500_000,
    "half a surrogate pair": "x = '\ud800'" + "1, " * 2000,
    "a number of very many digits": "x = 1" + "0" * 400_000,
    "odd escapes": "x = '" + "\\d" * 40_000 + "'",
    "backslashes": "\\" * 100_001,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_scan_of_any_input_ends_in_time(name: str) -> None:
    found = inspect(handed_in(HOSTILE[name], files={"m.py": HOSTILE[name].encode("utf-8", "replace")[:49_000]}))
    assert all(warning.isprintable() and len(warning) < 200 for warning in found.warnings)


def test_warnings_are_limited_in_number_and_length() -> None:
    source, _ = HIDDEN["a list"]
    warnings = inspect(handed_in(*[source] * 200)).warnings
    assert len(warnings) == 21
    assert warnings[:2] == (
        "its cells and modules hold 238614 characters of texts and numbers in all",
        "its cells and modules hold about 60000 numbers and texts in all",
    )
    assert warnings[-1] == "and 182 more of the kind"


COURSE: Course = find_course()
EXERCISES = [exercise for lab in COURSE.labs.values() if loads(lab) for exercise in lab.exercises]


@pytest.mark.parametrize("lab", COURSE.labs)
def test_solved_notebooks_give_no_warning(lab: str) -> None:
    solved = json.loads(COURSE.lab(lab).notebook.read_text())
    submission = merge_notebook(solved, lab, released_notebook(COURSE, COURSE.lab(lab)), "solved")
    assert not submission.error
    assert inspect(submission) == Inspection()


def texts(exercise: Exercise) -> dict[str, str]:
    """List every answer in an exercise's file: the solution, other right ones and mistakes."""
    import inspect as source_of

    whole = {right.name: source_of.getsource(right.task) for right in exercise.right if right.task is not None}
    return {"": exercise.text, **exercise.variants(), **whole}


#: Read at once: another test's course may bring modules of the same names.
TEXTS = {exercise.name: texts(exercise) for exercise in EXERCISES}


@pytest.mark.parametrize("exercise", TEXTS)
def test_right_and_wrong_answers_stay_far_below_the_limits(exercise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At half of every limit, where all of a cell is parsed."""
    for name in ("UNBROKEN", "TEXT", "CONSTANTS", "IN_ALL"):
        monkeypatch.setattr(integrity, name, getattr(integrity, name) // 2)
    answers = TEXTS[exercise]
    assert {name: inspect(handed_in(text)).warnings for name, text in answers.items()} == dict.fromkeys(answers, ())
    assert all(ast.parse(text) for text in answers.values())


def test_warnings_stand_in_the_grade_and_cost_no_points(course: Course) -> None:
    lab = course.lab("06_optimizers")
    released = released_notebook(course, lab)
    solved = json.loads(lab.notebook.read_text())
    odd = copy.deepcopy(solved)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    odd["cells"].append({**cell, "id": "mine", "source": f"TABLE = {table()}"})
    submissions = [merge_notebook(each, lab.name, released, name) for name, each in (("a", solved), ("b", odd))]
    plain, warned = grade_all(submissions, course, lab)
    assert plain.points == warned.points == plain.max_points
    assert plain.integrity == ()
    assert warned.integrity == ("the cell mine holds a dict of 2000 numbers and texts",)
    assert grade_from_json(to_json(warned)) == dataclasses.replace(warned)


def test_refused_cell_is_reported_with_its_exercise(course: Course) -> None:
    lab = course.lab("06_optimizers")
    solved = json.loads(lab.notebook.read_text())
    answer = next(c for c in solved["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "GradientDescent")
    rng = np.random.default_rng(0)
    answer["source"] = f"TABLE = {rng.integers(10**9, 10**10, 12_000).tolist()}\n\n{''.join(answer['source'])}"
    submission = merge_notebook(solved, lab.name, released_notebook(course, lab), "s")
    (grade,) = grade_all([submission], course, lab)
    one, other = grade.exercises
    assert (one.status, one.points) == ("blocked", 0.0)
    expected = (
        r"its cell: it was not run: it holds 120\d{3} characters of data, 20\d{3} over the limit of 100000 for a cell"
    )
    assert re.fullmatch(expected, one.message), one.message
    assert other.points == other.max_points


def test_grade_written_without_the_warnings_field_is_read() -> None:
    old = to_json(Grade("s", "lab", 1.0, 2.0))
    del old["integrity"]
    assert grade_from_json(old) == Grade("s", "lab", 1.0, 2.0)
