"""nbgrader's log: a line per student with the time left; an unreachable gradebook is one line."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.core.errors import GraderError
from grader.core.records import Grade, Verdict
from grader.nbgrader.gradebook import check_reachable, unreachable
from grader.nbgrader.log import Progress, quieten, time_left
from tests.nbgrader.classroom import QUIET, open_copy, template

pytestmark = QUIET


def test_messages_about_single_files_are_dropped(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("tests.nbgrader.quiet")
    quieten(log)
    with caplog.at_level(logging.INFO, log.name):
        log.info("Copying a -> b")
        log.info("Converting notebook a.ipynb")
        log.warning("Copying a failed")
        log.info("ada: 3 of 5 points")
    assert [record.getMessage() for record in caplog.records] == ["Copying a failed", "ada: 3 of 5 points"]


def test_line_of_a_grade_has_points_faults_and_place() -> None:
    progress = Progress(3)
    grade = Grade("김\u202e하늘", "lab", 2, 5, exercises=(Verdict("Adam", "wrong", 0, 3), Verdict("b", "right", 2, 2)))
    assert progress.line(grade) == "김\\u202e하늘: 2 of 5 points, 1 wrong (1 of 3)"
    assert progress.line(grade).endswith("(2 of 3)")


@pytest.mark.parametrize(
    ("done", "total", "seconds", "shown"),
    [(4, 100, 8, ""), (5, 5, 1, ""), (10, 20, 10, ", 10 s left"), (10, 310, 10, ", 5 min left")],
)
def test_time_left_is_estimated_from_what_is_done(done: int, total: int, seconds: float, shown: str) -> None:
    assert time_left(done, total, seconds) == shown


def test_gradebook_that_cannot_be_opened_is_one_line_without_its_password() -> None:
    line = unreachable("postgresql://grader:hunter2@db/book", OSError("no\nroute"))
    assert line.startswith(
        "the gradebook postgresql://grader:***@db/book cannot be opened: no route; start that server"
    )
    assert "hunter2" not in line


def test_missing_folder_of_a_gradebook_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match=r"cannot be opened: unable to open database file; start that server, or set"):
        check_reachable(f"sqlite:///{tmp_path}/nowhere/gradebook.db")


@pytest.mark.slow
def test_commands_of_nbgrader_say_in_a_line_that_the_gradebook_is_unreachable(tmp_path: Path) -> None:
    room = open_copy(template(tmp_path / "template"), tmp_path / "course")
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.CourseDirectory.db_url = "sqlite:///{tmp_path}/gone/book.db"\n')
    room.submit("ada", room.solved())
    shutil.copytree(room.root / "submitted", room.root / "autograded")
    for command, fault in (("autograde", "generate_assignment"), ("generate_feedback", "cannot be opened")):
        done = room.command(command, "06_optimizers")
        assert done.returncode != 0
        assert "Traceback" not in done.stderr
        errors = [line for line in done.stderr.splitlines() if "ERROR" in line]
        assert len(errors) == 1
        assert fault in errors[0]


def test_warnings_of_sqlalchemy_about_nbgrader_are_dropped() -> None:
    source = (
        "import logging, warnings; from sqlalchemy.exc import SAWarning; from grader.nbgrader.log import quieten;"
        "quieten(logging.getLogger('x'));"
        "warnings.warn_explicit('theirs', SAWarning, 'api.py', 1, module='nbgrader.api');"
        "warnings.warn_explicit('others', SAWarning, 'x.py', 1, module='course.x')"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert "others" in done.stderr
    assert "theirs" not in done.stderr
