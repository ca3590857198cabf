"""Test times of submissions: in the zone they are written in, and whatever stands in timestamp.txt costs no points."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.nbgrader.submission_time import read_time
from tests.nbgrader.classroom import LAB, QUIET, Classroom

pytestmark = QUIET

SEOUL = "2026-11-20 10:11:12.500000 KST"
UTC = datetime.datetime(2026, 11, 20, 1, 11, 12, 500000)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        (SEOUL, "Asia/Seoul", UTC),
        ("2026-11-20 01:11:12.500000 UTC", "UTC", UTC),
        ("2026-11-20 01:11:12.500000 UTC", "Asia/Seoul", UTC),
        ("2026-11-20 01:11:12.500000", "Asia/Seoul", UTC),
        ("2026-11-20T01:11:12.500000Z", "Asia/Seoul", UTC),
        ("2026-11-20 10:11:12.500000 +0900", "UTC", UTC),
        ("2026-11-20 10:11:12.500000+09:00", "UTC", UTC),
        ("2026-07-01 10:00:00 CEST", "Europe/Berlin", datetime.datetime(2026, 7, 1, 8)),
        ("2026-10-25 02:30:00 CEST", "Europe/Berlin", datetime.datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 02:30:00 CET", "Europe/Berlin", datetime.datetime(2026, 10, 25, 1, 30)),
        ("2026-11-20 10:00:00 CST", "Asia/Shanghai", datetime.datetime(2026, 11, 20, 2)),
    ],
)
def test_time_is_read_in_the_zone_that_it_is_written_in(text: str, zone: str, expected: datetime.datetime) -> None:
    assert read_time(text, zone) == expected


@pytest.mark.parametrize("text", [SEOUL, "2026-11-20 10:11:12 XYZ", "2026-11-20 10:11:12 x/../../etc/passwd"])
def test_unknown_zone_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match=r"the time zone '\S+' is not known; name its region in c.Exchange.timezone"):
        read_time(text)


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,9}-[0-9]{1,3}-[0-9]{1,3} [0-9:.]{1,12} [A-Z+\-0-9]{1,6}"))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_time_or_a_reason(text: str) -> None:
    with suppress(ValueError):
        assert read_time(text, "Asia/Seoul").tzinfo is None


def hand_in(classroom: Classroom, text: str | bytes) -> Path:
    path = classroom.submit("ada", classroom.solved()).with_name("timestamp.txt")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.slow
@pytest.mark.parametrize("text", ["tomorrow, perhaps", "", b"\xff\xfe", SEOUL, "9" * 400, "99999-99-99 99:99:99 UTC"])
def test_timestamp_of_no_time_leaves_points_and_feedback(classroom: Classroom, text: str | bytes) -> None:
    hand_in(classroom, text)
    assert classroom.command("autograde", LAB).returncode == 0
    (classroom.root / "autograded" / "ada" / LAB / "timestamp.txt").write_bytes(
        text if isinstance(text, bytes) else text.encode()
    )
    for again in ([], ["--force"], []):
        done = classroom.command("generate_feedback", LAB, *again)
        assert done.returncode == 0, done.stderr
        assert "Momentum" in classroom.feedback("ada")
    assert sum(classroom.points("ada").values()) == 5


@pytest.mark.slow
def test_submission_in_time_in_seoul_loses_no_points(classroom: Classroom) -> None:
    config = classroom.root / "nbgrader_config.py"
    zone, late = 'c.Exchange.timezone = "Asia/Seoul"', 'c.LateSubmissionPlugin.penalty_method = "zero"'
    config.write_text(f"{config.read_text()}\n{zone}\n{late}\n")
    done = classroom.command("db", "assignment", "add", LAB, "--duedate=2026-11-20 11:00:00 +0900")
    assert done.returncode == 0, done.stderr
    hand_in(classroom, SEOUL)
    done = classroom.command("autograde", LAB)
    assert done.returncode == 0, done.stderr
    assert "seconds late" not in done.stderr
    assert sum(classroom.points("ada").values()) == 5
