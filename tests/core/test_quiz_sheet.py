"""Test the sheet of a quiz: what is found with an answer, and that nothing is without."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.errors import GraderError
from grader.core.quiz_sheet import QuizSheet, Row, equal, load, path_of, save, seal

EMPTY = QuizSheet("lab", "quiz", 2.0, "hints", 1, "salt")
SHEET = seal(
    EMPTY,
    [Row("exact", "adam", 0), Row("exact", "momentum", 1), Row("near", "momntum", 1), Row("exact", "sgd", 2)],
    ["said of Adam", "said of momentum", "no memory"],
    2,
    "Both keep an average.",
)


def test_answer_opens_what_is_said_of_it() -> None:
    ((outcome, key),) = SHEET.find("exact", "sgd").items()
    assert (outcome, SHEET.said(outcome, key)) == (2, "no memory")
    for text, place in (("adam", 0), ("momentum", 1)):
        ((outcome, key),) = SHEET.find("exact", text).items()
        assert (outcome, SHEET.explained(key)) == (place, "Both keep an average.")


def test_key_of_a_wrong_answer_does_not_open_the_explanation() -> None:
    key = SHEET.find("exact", "sgd")[2]
    with pytest.raises(UnicodeDecodeError):
        SHEET.explained(key)


def test_lists_are_apart() -> None:
    assert SHEET.find("exact", "momntum") == {}
    assert list(SHEET.find("near", "momntum")) == [1]
    assert SHEET.find("near", "adam") == {}


def test_unknown_answer_finds_nothing() -> None:
    assert SHEET.find("exact", "nothing") == {}


def test_another_salt_gives_other_marks() -> None:
    other = seal(QuizSheet("lab", "quiz", 2.0, "hints", 1, "pepper"), [Row("exact", "adam", 0)], ["x"], 1, "y")
    assert not set(other.marks.tolist()) & set(SHEET.marks.tolist())


def test_sheet_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = path_of(tmp_path, "quiz")
    save(path, SHEET)
    assert equal(load(path), SHEET)
    assert load(path).find("exact", "adam") == SHEET.find("exact", "adam")


def test_file_holds_no_answer_in_plain(tmp_path: Path) -> None:
    path = path_of(tmp_path, "quiz")
    save(path, SHEET)
    found = repr(load(path))
    for text in ("adam", "momentum", "sgd", "no memory", "Both keep", "said of"):
        assert text not in found


def test_empty_sheet_does_not_tell() -> None:
    assert SHEET.tells
    assert not EMPTY.tells


def test_missing_and_damaged_files_are_named(tmp_path: Path) -> None:
    path = path_of(tmp_path, "quiz")
    with pytest.raises(GraderError, match=r"quiz\.quiz is missing: put the lab's checks folder back"):
        load(path)
    path.parent.mkdir()
    path.write_bytes(b"nothing")
    with pytest.raises(GraderError, match=r"quiz\.quiz cannot be read .*fresh copy"):
        load(path)
