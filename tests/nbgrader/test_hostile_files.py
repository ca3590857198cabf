"""nbgrader autograde over files that are not what they should be: everybody gets a verdict, and nothing is followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.hostile import HOSTILE, SECRET, handed_in
from tests.nbgrader.classroom import LAB, QUIET, Classroom, open_copy

pytestmark = [QUIET, pytest.mark.slow]


@pytest.fixture(scope="module")
def graded(classroom_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The class, by the commands that an instructor types."""
    room = open_copy(classroom_template, tmp_path_factory.mktemp("hostile"))
    with handed_in(room.root, LAB, room.solved()) as submitted:
        for name in ("new\nline", os.fsdecode(b"\xff")):
            (submitted / name / LAB).mkdir(parents=True)
            (submitted / name / LAB / f"{LAB}.ipynb").write_text("{}")
        for command in ("autograde", "generate_feedback"):
            done = room.command(command, LAB)
            assert done.returncode == 0, done.stderr[-3000:]
            if command == "autograde":
                assert done.stderr.count("left out: no student can be called that; rename the folder") == 2
                assert "timestamp.txt: left out: " in done.stderr
    return room


@pytest.mark.parametrize("student", HOSTILE)
def test_every_submission_gets_a_verdict_or_the_reason(graded: Classroom, student: str) -> None:
    points, comments = graded.points(student), graded.comments(student)
    if HOSTILE[student].error:
        assert set(points.values()) == {0}
        assert all((comment or "").startswith("Not graded, 0 points. ") for comment in comments.values()), comments
    else:
        assert points == {"GradientDescent": 2, "Momentum": 3}


def test_links_are_not_copied(graded: Classroom) -> None:
    copies = [path for name in ("autograded", "feedback") for path in (graded.root / name).rglob("*")]
    assert len(copies) > 2 * len(HOSTILE)
    assert not [path for path in copies if not (path.is_dir() or path.is_file()) or path.is_symlink()]
    assert not [path for path in copies if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert not [path for path in copies if path.is_file() and path.name in HOSTILE["links beside"].left_out]
    assert sum(path.stat().st_size for path in copies) < 30_000_000
