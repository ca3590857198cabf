"""Test the layouts of learning platforms' downloads: which file is whose, which attempt, whether it is late."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission.gradescope import read_people
from grader.submission.layouts import recognize

LAB = "06_optimizers"
PEOPLE = """\
---
submission_11:
  :submitters:
  - :name: 김철수
    :sid: '2026001'
    :email: kim@example.org
  :created_at: 2026-11-20 10:11:12.000000000 Z
  :score: 3.0
  :history:
  - :id: 10
    :created_at: 2026-11-19 10:11:12.000000000 Z
submission_12:
  :submitters:
  - :name: Lee
    :email: lee@example.org
  - :name: Park
    :email: park@example.org
  :created_at: 2026-11-21 10:11:12.000000000 Z
"""


def placed(*names: str, people: str = "") -> list[tuple[str, ...]]:
    layout = recognize(names, [LAB], lambda name: people)
    assert layout is not None
    return [(layout.platform, each.student, each.file, each.time, each.number, each.late) for each in layout.placed]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"김철수_123_assignsubmission_file/{LAB}.ipynb", ("Moodle", "김철수", f"{LAB}.ipynb", "", 0, False)),
        (f"Kim_An_123_assignsubmission_file_/a/{LAB}.ipynb", ("Moodle", "Kim_An", f"a/{LAB}.ipynb", "", 0, False)),
        (f"Kim_123_assignsubmission_file_{LAB}.ipynb", ("Moodle", "Kim", f"{LAB}.ipynb", "", 0, False)),
        (f"kimchulsu_123_4567_{LAB}.ipynb", ("Canvas", "kimchulsu", f"{LAB}.ipynb", "", 0, False)),
        (f"kimchulsu_LATE_123_4567_{LAB}-2.ipynb", ("Canvas", "kimchulsu", f"{LAB}.ipynb", "", 2, True)),
        (f"anon_aB3dE_4567_{LAB}.ipynb", ("Canvas", "anonymous aB3dE", f"{LAB}.ipynb", "", 0, False)),
        ("kim_123_4567_work.zip/a/x.ipynb", ("Canvas", "kim", "work.zip/a/x.ipynb", "", 0, False)),
        (
            f"{LAB}_kim_cs_attempt_2026-11-20-10-11-12_my_file.ipynb",
            ("Blackboard", "kim_cs", "my_file.ipynb", "2026-11-20-10-11-12", 0, False),
        ),
        (
            "Lab 6_kim_attempt_2026-11-20-10-11-12.txt",
            ("Blackboard", "kim", "about.txt", "2026-11-20-10-11-12", 0, False),
        ),
    ],
)  # fmt: skip
def test_name_tells_student_file_and_attempt(name: str, expected: tuple[object, ...]) -> None:
    assert placed(name) == [expected]


@pytest.mark.parametrize(
    "name",
    [f"{LAB}.ipynb", f"kim/{LAB}.ipynb", f"kim/{LAB}/{LAB}.ipynb", "kim_2_final.ipynb", f"{LAB}_2_1_x.ipynb",
     f"submission_11/{LAB}.ipynb", f"a/kim_123_assignsubmission_file/{LAB}.ipynb"],
)  # fmt: skip
def test_other_names_are_no_platforms(name: str) -> None:
    assert recognize([name], [LAB], lambda name: None) is None


def test_gradescope_names_come_from_its_metadata() -> None:
    names = ("submission_metadata.yml", f"submission_11/{LAB}.ipynb", "submission_12/a/b.py", "submission_13/x.ipynb")
    layout = recognize(names, [LAB], lambda name: PEOPLE)
    assert layout is not None
    assert [(each.student, each.key, each.file) for each in layout.placed] == [
        ("김철수", "2026001", f"{LAB}.ipynb"),
        ("Lee, Park", "lee@example.org, park@example.org", "a/b.py"),
    ]
    assert layout.placed[0].time < layout.placed[1].time
    assert layout.others == ("submission_metadata.yml", "submission_13/x.ipynb")


def test_students_of_one_name_get_their_numbers() -> None:
    names = [f"Kim_{number}_assignsubmission_file/{LAB}.ipynb" for number in (7, 8)]
    assert [who for _, who, *_ in placed(*names, f"Lee_9_assignsubmission_file/{LAB}.ipynb")] == [
        "Kim 7",
        "Kim 8",
        "Lee",
    ]


@pytest.mark.parametrize(
    "text", ["", "[{", "a: &a [1]\nb: *a", "x: [[" * 2_000, "- 1\n- 2", "a: b", "\0", "a: !!python/name:os"]
)
def test_metadata_that_is_none_names_nobody(text: str) -> None:
    assert read_people(text) == {}


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_metadata_of_any_text_never_raises(text: str) -> None:
    read_people(text)
    read_people(f"{PEOPLE}{text}")


@given(st.lists(st.text(alphabet="abK_-/.019김", max_size=60), max_size=5))
@settings(max_examples=200, deadline=None)
def test_names_of_any_kind_never_raise(names: list[str]) -> None:
    recognize(names, [LAB], lambda name: PEOPLE)
