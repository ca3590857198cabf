"""Test downloads of learning platforms, as zip and as folder: every student once, the latest attempt, its files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.core.errors import UsageError
from grader.course.loader import Course, Lab
from grader.grading.collect import HandedIn, collect
from tests.submission.zips import save, zipped

LAB, OTHER = "06_optimizers", "05_batchnorm"
RELEASED = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
MOODLE, BLACKBOARD = "assignsubmission_file", "attempt_2026-11"
PEOPLE = """\
submission_11:
  :submitters:
  - {":name": 김철수, ":sid": "1"}
  :created_at: 2026-11-20 10:11:12 Z
submission_12:
  :submitters:
  - {":name": 김철수, ":sid": "1"}
  :created_at: 2026-11-21 10:11:12 Z
submission_13:
  :submitters:
  - {":name": Lee, ":sid": "2"}
  :created_at: 2026-11-20 10:11:12 Z
"""


def notebook(text: str = "", lab: str = LAB) -> bytes:
    cells = [{"cell_type": "code", "source": text}] if text else []
    return json.dumps({"cells": cells, "metadata": {"descent": {"lab": lab}}}).encode()


NEW, OLD = notebook("new = 1"), notebook("old = 1")
#: By platform: the files of its download; of each student NEW counts, and helper.py lies beside it.
DOWNLOADS: Mapping[str, Mapping[str, bytes]] = {
    "Moodle": {
        f"김철수_11_{MOODLE}/{LAB}.ipynb": NEW,
        f"김철수_11_{MOODLE}/helper.py": b"h",
        f"Lee_12_{MOODLE}/{LAB} (1).ipynb": NEW,
        f"Lee_12_{MOODLE}/helper.py": b"h",
    },
    "Moodle, older": {
        f"김철수_11_{MOODLE}_/{LAB}.ipynb": NEW,
        f"김철수_11_{MOODLE}_/helper.py": b"h",
        f"Lee_12_{MOODLE}_{LAB}.ipynb": NEW,
        f"Lee_12_{MOODLE}_helper.py": b"h",
    },
    "Canvas": {
        f"김철수_11_901_{LAB}.ipynb": OLD,
        f"김철수_11_901_{LAB}-1.ipynb": OLD,
        f"김철수_11_901_{LAB}-10.ipynb": NEW,
        "김철수_11_901_helper.py": b"old",
        "김철수_11_901_helper-2.py": b"h",
        f"Lee_LATE_12_902_{LAB}.ipynb": NEW,
        "Lee_LATE_12_902_helper.py": b"h",
    },
    "Gradescope": {
        "submission_metadata.yml": PEOPLE.encode(),
        f"submission_11/{LAB}.ipynb": OLD,
        f"submission_12/{LAB}.ipynb": NEW,
        "submission_12/helper.py": b"h",
        "submission_13/final.ipynb": NEW,
        "submission_13/helper.py": b"h",
    },
    "Blackboard": {
        f"{LAB}_김철수_attempt_2026-11-20-10-11-12.txt": b"Name: ...",
        f"{LAB}_김철수_attempt_2026-11-20-10-11-12_{LAB}.ipynb": OLD,
        f"{LAB}_김철수_attempt_2026-11-21-10-11-12_mine.ipynb": NEW,
        f"{LAB}_김철수_attempt_2026-11-21-10-11-12_helper.py": b"h",
        f"{LAB}_Lee_attempt_2026-11-21-10-11-12_{LAB}.ipynb": NEW,
        f"{LAB}_Lee_attempt_2026-11-21-10-11-12_helper.py": b"h",
    },
    "Canvas, zips of students": {
        "김철수_11_901_work.zip": zipped({f"{LAB}/{LAB}.ipynb": NEW, f"{LAB}/helper.py": b"h"}),
        "Lee_12_902_work.zip": zipped({f"{LAB}.ipynb": NEW, "helper.py": b"h"}),
    },
    "zips of students": {
        "김철수.zip": zipped({f"somebody else/{LAB}.ipynb": NEW, "somebody else/helper.py": b"h"}),
        "Lee.zip": zipped({f"{LAB}.ipynb": NEW, "helper.py": b"h"}),
    },
    "folders": {
        f"김철수/{LAB}/{LAB}.ipynb": NEW, f"김철수/{LAB}/helper.py": b"h",
        f"Lee/{LAB}-Copy1.ipynb": NEW, "Lee/helper.py": b"h",
    },
}  # fmt: skip


@pytest.fixture
def labs(tmp_path: Path) -> Course:
    return Course(tmp_path, labs={name: Lab(name, tmp_path / "solutions" / name) for name in (OTHER, LAB)})


def source(handed_in: HandedIn) -> str:
    submission = handed_in.read(RELEASED)
    assert submission.error == ""
    return "".join(cell.source for cell in submission.cells)


def as_kind(kind: str, folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a download as an archive, as one with a folder around everything, or extracted."""
    if kind == "folder":
        for name, data in files.items():
            save(folder / "download" / name, data)
        return folder / "download"
    top = "download/" if kind == "zip with a folder" else ""
    return save(folder / f"{LAB}.zip", zipped({f"{top}{name}": data for name, data in files.items()}))


@pytest.mark.parametrize("lab", [None, LAB])
@pytest.mark.parametrize("kind", ["zip", "zip with a folder", "folder"])
@pytest.mark.parametrize("platform", DOWNLOADS)
def test_download_gives_every_students_latest_attempt(
    labs: Course, tmp_path: Path, platform: str, kind: str, lab: str | None
) -> None:
    path = as_kind(kind, tmp_path, DOWNLOADS[platform])
    before = sorted(tmp_path.rglob("*"))
    submissions, left_out = collect(labs, [path], lab)
    assert left_out == []
    assert sorted((each.lab, each.name) for each in submissions) == [(LAB, "Lee"), (LAB, "김철수")]
    for each in submissions:
        assert source(each) == "new = 1"
        assert each.read(RELEASED).files["helper.py"] == b"h"
        assert each.read(RELEASED).name == each.name
    assert sorted(tmp_path.rglob("*")) == before


def test_table_says_who_is_late_and_what_was_left_out(labs: Course, tmp_path: Path) -> None:
    path = save(tmp_path / "c.zip", zipped({**DOWNLOADS["Canvas"], "park_13_903_report.pdf": b"", "odd.ipynb": b"{}"}))
    submissions, left_out = collect(labs, [path])
    assert sorted((each.row() for each in submissions), key=lambda row: -len(row["notes"])) == [
        {"student": "김철수", "lab": LAB, "file": f"{path}/김철수_11_901_{LAB}-10.ipynb", "platform": "Canvas",
         "notes": "the latest of 3 attempts"},
        {"student": "Lee", "lab": LAB, "file": f"{path}/Lee_LATE_12_902_{LAB}.ipynb", "platform": "Canvas",
         "notes": "late"},
    ]  # fmt: skip
    assert left_out == [
        f"{path}: park handed in no notebook, but report.pdf",
        f"{path}/odd.ipynb: not called as Canvas calls submissions",
    ]


def test_student_without_the_labs_name_is_graded_among_others(labs: Course, tmp_path: Path) -> None:
    files = {
        f"a_11_{MOODLE}/{LAB}.ipynb": NEW,
        f"b_12_{MOODLE}/x.ipynb": b"{}",
        f"c_13_{MOODLE}/x.ipynb": notebook(lab=OTHER),
    }
    path = save(tmp_path / "m.zip", zipped(files))
    submissions, left_out = collect(labs, [path])
    assert sorted((each.lab, each.name) for each in submissions) == [(OTHER, "c"), (LAB, "a"), (LAB, "b")]
    assert left_out == []
    assert [each.name for each in collect(labs, [path], LAB)[0]] == ["a", "b"]


def test_students_own_names_do_not_decide_whose_it_is(labs: Course, tmp_path: Path) -> None:
    """A name within a student's folder or archive is the student's invention, and may be another student's."""
    files = {
        f"kim/{LAB}/lee_12_902_{LAB}.ipynb": NEW,
        f"choi/{LAB}.ipynb": NEW,
        "park.zip": zipped({f"lee_12_{MOODLE}/{LAB}.ipynb": NEW}),
        "oh.zip": zipped({f"lee/{LAB}.ipynb": NEW}),
    }
    for kind in ("zip", "folder"):
        path = as_kind(kind, tmp_path / kind, files)
        submissions, left_out = collect(labs, [path])
        assert sorted(each.name for each in submissions) == ["choi", "kim", "oh"]
        assert left_out == [f"{path}/park.zip: holds more than one student's work; name the archive itself"]


def test_archive_of_a_class_within_a_folder_is_not_taken_for_one_student(labs: Course, tmp_path: Path) -> None:
    save(tmp_path / "d" / "class.zip", zipped({f"s{number}/{LAB}.ipynb": NEW for number in range(6)}))
    submissions, left_out = collect(labs, [tmp_path / "d"])
    assert submissions == []
    assert left_out == [f"{tmp_path}/d/class.zip: holds more than one student's work; name the archive itself"]
    assert len(collect(labs, [tmp_path / "d" / "class.zip"])[0]) == 6


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.txt": b""}, "no notebook in this archive"),
        ({f"kim_11_{MOODLE}/{OTHER}.ipynb": notebook(lab=OTHER)}, f"no notebook of {LAB} in there, but of {OTHER} (1)"),
    ],
)  # fmt: skip
def test_archive_without_a_notebook_of_the_lab_is_refused(
    labs: Course, tmp_path: Path, files: Mapping[str, bytes], reason: str
) -> None:
    path = save(tmp_path / "a.zip", zipped(files))
    with pytest.raises(UsageError) as refused:
        collect(labs, [path], LAB)
    assert str(refused.value) == f"{path}: {reason}"
    with pytest.raises(UsageError, match="there is no lab 'x'; the course has"):
        collect(labs, [path], "x")


def test_archive_beside_a_students_notebook_is_a_file_of_the_students(labs: Course, tmp_path: Path) -> None:
    for name in (f"ada/{LAB}/{LAB}.ipynb", f"bea/{LAB}.ipynb", f"cid/{LAB}-Copy1.ipynb"):
        path = save(tmp_path / "s" / name, NEW)
        save(path.with_name("data.zip"), b"PK broken")
        save(path.with_name("more.zip"), zipped({f"lee/{LAB}.ipynb": NEW}))
        (path.parent / "up").symlink_to("..")
    for folder in (tmp_path / "s", tmp_path / "s" / "ada" / LAB):
        submissions, left_out = collect(labs, [folder])
        assert left_out == []
        assert all(set(each.read(RELEASED).files) == {"data.zip", "more.zip"} for each in submissions)


def test_archive_named_twice_is_graded_once(labs: Course, tmp_path: Path) -> None:
    path = save(tmp_path / "m.zip", zipped(DOWNLOADS["Moodle"]))
    assert len(collect(labs, [path, path])[0]) == 2


def test_notebook_damaged_in_the_archive_gets_a_reason(labs: Course, tmp_path: Path) -> None:
    data = bytearray(zipped({f"kim/{LAB}.ipynb": NEW}, zipfile.ZIP_STORED))
    data[data.index(b"new = 1")] = 0
    (kim,), _ = collect(labs, [save(tmp_path / "a.zip", bytes(data))])
    assert "cannot be read: its archive is damaged" in kim.read(RELEASED).error
