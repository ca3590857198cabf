"""Test sums of data in a submission: a table is reported however it is cut up and written, honest work never is."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from grader.core.records import Cell, Submission
from grader.course.exercise import Exercise
from grader.course.loader import Course, find_course, released_notebook
from grader.submission import sums
from grader.submission.integrity import Inspection, inspect
from grader.submission.read import merge_notebook
from tests.without_torch import loads

COURSE: Course = find_course(Path(__file__).parent)
LIMITS = ("TEXTS", "NAMES", "COMMENTS", "BESIDE", "COMPRESSED")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def handed_in(*sources: str, files: dict[str, bytes] | None = None) -> Submission:
    cells = tuple(Cell(f"c{number}", "own", source) for number, source in enumerate(sources))
    return Submission("s", "lab", "0", cells, files or {})


def letters(count: int, seed: int = 0) -> str:
    """Random letters, which are as hard to compress as a table."""
    rng = random.Random(seed)
    return "".join(rng.choices(LETTERS, k=count - 1)) + "."


def broken(text: str, every: int = 300) -> str:
    return " ".join(text[i : i + every] for i in range(0, len(text), every))


def test_table_in_many_texts_is_reported() -> None:
    """29 texts of 2,390 characters hold 40 bits for each of 10,000 images."""
    texts = [broken(letters(2390, seed))[:2390] for seed in range(29)]
    found = inspect(handed_in(*[f"part{i} = {text!r}" for i, text in enumerate(texts)]))
    assert found.warnings[0] == "its cells and modules hold 69310 characters of texts and numbers in all"
    assert any("when compressed, without what was handed out" in warning for warning in found.warnings)
    one = inspect(handed_in("\n".join(f"part{i} = {text!r}" for i, text in enumerate(texts[:5]))))
    assert one.warnings == ("the cell c0 holds 11950 characters of texts and numbers",)
    rng = random.Random(1)
    wide = ["".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(2390)) for _ in range(12)]
    assert "when compressed" in inspect(handed_in(*[f"part{i} = {text!r}" for i, text in enumerate(wide)])).warnings[0]


def test_table_in_long_names_is_reported() -> None:
    """250 names of 200 letters, each below what counts as encoded data in one piece."""
    names = [letters(201, seed)[:200] for seed in range(250)]
    for sources in ([f"{name} = 1" for name in names], ["\n".join(f"f({name}=0)" for name in names)]):
        (names_in_all, compressed) = inspect(handed_in(*sources)).warnings
        assert names_in_all.startswith("its cells and modules use names of 50")
        assert "when compressed" in compressed
    short = inspect(handed_in(*[f"{letters(11, seed)[:10]} = 1" for seed in range(600)]))
    assert short.warnings[0] == "its cells and modules use names of 6000 characters in all"


def test_table_in_files_is_reported() -> None:
    """20 files of 49.9 kB, each below what counts alone."""
    files = {f"part{i}.bin": bytes(49_900) for i in range(20)}
    assert inspect(handed_in(files=files)).warnings == ("the small files beside the notebook have 998000 bytes in all",)
    modules = {f"part{i}.py": f"x = '{broken(letters(2300, i))}'".encode() for i in range(20)}
    assert "characters of texts and numbers in all" in inspect(handed_in(files=modules)).warnings[0]


def test_table_in_comments_is_reported() -> None:
    source = "\n".join(f"# {letters(200, seed)}" for seed in range(60))
    assert inspect(handed_in(source)).warnings[0] == "its comments have 12120 characters in all"


def test_table_in_code_that_is_no_python_is_reported() -> None:
    source = "x = [\n" + "\n".join(broken(letters(2000, seed), 20) for seed in range(25))
    found = inspect(handed_in(source)).warnings
    assert any("characters of texts and numbers in all" in warning for warning in found)
    assert any("use names of" in warning for warning in found)


def test_what_was_handed_out_costs_nothing() -> None:
    source = broken(letters(20_000), 100)
    assert sums.compressed_size([source], [source]) < 500
    assert sums.compressed_size([source], []) > 10_000
    assert sums.compressed_size([], []) < 20
    assert sums.compressed_size(["\ud800"], ["\udfff"]) < 30


def solved(lab: str) -> Submission:
    released = released_notebook(COURSE, COURSE.lab(lab))
    return merge_notebook(json.loads(COURSE.lab(lab).notebook.read_text()), lab, released, "solved")


def halve(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LIMITS:
        monkeypatch.setattr(sums, name, getattr(sums, name) // 2)


@pytest.mark.parametrize("lab", COURSE.labs)
def test_solved_notebooks_stay_below_half_of_every_sum(lab: str, monkeypatch: pytest.MonkeyPatch) -> None:
    halve(monkeypatch)
    submission = solved(lab)
    assert not submission.error
    assert inspect(submission) == Inspection()


REFERENCES = sorted((COURSE.lab("11_mnist_challenge").path / "exercises" / "references").glob("*.py"))


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_references_of_the_challenge_give_no_warning(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halve(monkeypatch)
    assert inspect(handed_in(path.read_text(encoding="utf-8"))) == Inspection()


def test_all_right_answers_of_a_lab_together_give_no_warning() -> None:
    import inspect as source_of

    def texts(exercise: Exercise) -> list[str]:
        whole = [source_of.getsource(right.task) for right in exercise.right if right.task is not None]
        return [*exercise.variants().values(), *whole]

    for lab in filter(loads, COURSE.labs.values()):
        each = [texts(exercise)[0] for exercise in lab.exercises]
        assert inspect(handed_in(*each)) == Inspection(), lab.name
