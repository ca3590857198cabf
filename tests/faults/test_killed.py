"""Test killed processes during a run: no submission is lost, graded twice or given another's result."""

import random
import signal
from pathlib import Path

import psutil
import pytest

from tests.faults import killed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("killed")
    _, expected = killed.make_class(folder)
    return folder, expected


def clear(folder: Path) -> None:
    for path in killed.grade_files(folder):
        path.unlink()
    (folder / "grades.json").unlink(missing_ok=True)


@pytest.mark.parametrize(("sessions", "strokes"), [(True, 8), (False, 3)])
def test_run_survives_the_death_of_its_processes(classroom, sessions, strokes):
    folder, expected = classroom
    clear(folder)
    rng = random.Random(strokes)
    run = killed.start(folder)
    struck = 0
    for stroke in range(strokes):  # far enough apart that no submission is struck twice
        killed.wait_for_grades(folder, run, 1 + stroke * killed.SIZE // strokes)
        while run.poll() is None and not killed.strike(run, rng, sessions=sessions):
            pass
        struck += run.poll() is None
    assert run.wait(120) == 0, (folder / "log").read_text()[-2000:]
    assert struck >= 2, "too fast to be struck"
    assert killed.statuses(folder) == expected


def test_killed_run_is_resumed(classroom):
    folder, expected = classroom
    clear(folder)
    rng = random.Random(1)
    before: dict[Path, int] = {}
    for share in (0.1, 0.4, 0.8):
        run = killed.start(folder, "--resume")
        killed.wait_for_grades(folder, run, int(share * killed.SIZE) + rng.randrange(10))
        processes = killed.below(run)
        run.send_signal(signal.SIGKILL)
        run.wait(30)
        _, alive = psutil.wait_procs(processes, timeout=10)
        assert not alive, "a process outlives the grader"
        found = killed.grade_files(folder)
        assert found.items() >= before.items(), "what was graded is not graded again"
        assert len(before) < len(found) < killed.SIZE
        before = found
    run = killed.start(folder, "--resume")
    assert run.wait(120) == 0, (folder / "log").read_text()[-2000:]
    assert killed.grade_files(folder).items() >= before.items()
    assert len(killed.grade_files(folder)) == killed.SIZE
    assert killed.statuses(folder) == expected


def test_run_without_resume_grades_everything_again(classroom):
    folder, expected = classroom
    killed.start(folder, "--resume").wait(120)
    before = killed.grade_files(folder)
    assert killed.start(folder).wait(120) == 0
    assert all(written > before[path] for path, written in killed.grade_files(folder).items())
    assert killed.statuses(folder) == expected
