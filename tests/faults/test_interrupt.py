"""Test Ctrl-C: the run ends at once, says how to go on, and a resumed run grades the rest."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from grader.course.loader import read_course
from tests.faults import killed, twelve
from tests.small_course import LAB

#: Seconds that a stopped run may take on a busy machine; it takes less than 2 on an idle one.
_MOST = 20.0
#: Two of them would take as long as the test may.
_SLOW = "import time\ntime.sleep(25)\n"


def start(folder: Path, log: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "grader", "grade", "submitted", "--lab", LAB, "--jobs", "2", *options]
    with log.open("wb") as file:
        return subprocess.Popen(command, cwd=folder, stderr=file, stdout=subprocess.DEVNULL)


@pytest.mark.slow
def test_interrupted_run_ends_at_once_and_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    folder, log = tmp_path / "course", tmp_path / "log"
    twelve.make_class(folder)
    slow = []
    for path in sorted((folder / "submitted").glob("*/*/*.ipynb"))[4:]:
        notebook = json.loads(path.read_text())
        own = next(cell for cell in notebook["cells"] if cell["id"] == "own")
        own["source"] += _SLOW
        path.write_text(json.dumps(notebook))
        slow.append(path)
    run = start(folder, log)
    killed.wait_for_grades(folder, run, 4)
    time.sleep(1.0)  # two of the slow ones run
    processes = killed.below(run)
    begin = time.monotonic()
    run.send_signal(signal.SIGINT)
    assert run.wait(_MOST) == 130
    assert time.monotonic() - begin < _MOST
    _, alive = psutil.wait_procs(processes, timeout=5)
    assert not alive, "a process outlives the grader"
    command = f"grader grade submitted --lab {LAB} --jobs 2 --resume"
    assert log.read_text() == f"grader: stopped; 4 of 12 are graded and stored. To go on: {command}\n"
    assert list(scratch.glob("descent-*")) == []
    course = read_course(folder)
    assert len(list(twelve.verdict_folder(course).rglob("*.json"))) == 4
    assert not (course.secret.parent / "log").exists(), "nothing failed"
    for path in slow:
        path.write_text(path.read_text().replace("time.sleep(25)", "time.sleep(0)"))
    assert start(folder, log, "--resume").wait(120) == 0, log.read_text()


def test_interrupted_generator_ends_running_sessions_and_drops_what_is_queued(tmp_path: Path) -> None:
    from grader.grading.batch import grade_all

    twelve.make_class(tmp_path)
    course = read_course(tmp_path)
    work = grade_all(twelve.readers(course), course, course.lab(LAB), jobs=2)
    next(work)
    before = set(Path(tempfile.gettempdir()).glob("descent-*"))
    work.close()  # type: ignore[attr-defined]
    assert len(list(before)) > len([path for path in before if path.exists()])
    assert next(work, None) is None
