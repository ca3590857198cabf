"""Test the measurement of run-queue wait: it does not count as the child's wall time, sleep does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.core.errors import GraderFault
from grader.core.limits import Limits
from grader.sandbox import cpu_wait, watchdog
from grader.sandbox.cpu_wait import RunQueueWait, run_queue_wait, share_lost
from grader.sandbox.watchdog import Meter


@contextmanager
def crowd(core: int, members: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start processes that are bound to one core and keep it busy."""
    source = f"import os\nos.sched_setaffinity(0, [{core}])\nprint(flush=True)\nwhile True: pass\n"
    command = [sys.executable, "-c", source]
    busy = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(members)]
    try:
        for process in busy:
            assert process.stdout is not None
            process.stdout.readline()
        yield busy
    finally:
        for process in busy:
            process.kill()
            process.communicate()


def until_used(measured: Meter, seconds: float) -> None:
    """Poll a meter as the parent does, until its process has used that many seconds of CPU time."""
    while measured.used() < seconds:
        assert measured.breach(Limits(cpu=1000, wall=1000)) is None
        time.sleep(0.01)


def test_wait_for_a_core_does_not_count_as_own_time(tmp_path: Path) -> None:
    with crowd(min(os.sched_getaffinity(0)), 3) as busy:
        measured = Meter(busy[0].pid, str(tmp_path))
        measured.start()
        begin = time.monotonic()
        until_used(measured, 0.5)
        wall, own = time.monotonic() - begin, measured.own()
        assert wall > 1.0, "a third of a core makes half a second last"
        assert own < 0.5 + 0.5 * (wall - 0.5)
        measured.close()


def test_sleep_counts_as_own_time(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time\ntime.sleep(60)\n"]) as asleep:
        measured = Meter(asleep.pid, str(tmp_path))
        measured.start()
        for _ in range(40):
            assert measured.breach(Limits()) is None
            time.sleep(0.01)
        assert measured.own() >= 0.2
        asleep.kill()
        measured.close()


def test_sleeping_cell_times_out_on_a_busy_machine(sandbox) -> None:
    cores = sorted(os.sched_getaffinity(0))
    with crowd(cores[0], 2), crowd(cores[-1], 2), sandbox.open() as session:
        result = session.run_cell("import time\ntime.sleep(60)\n", "cell", Limits(wall=0.5))
        assert result.status == "timed out"
        assert re.match(r"took \d\.\d s, \d\.\d s over the limit of 0\.5 s, in all, 0\.\d s of it comp", result.error)
        assert result.seconds < 30


def test_wait_of_ended_threads_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = [{"1": 5, "2": 10}, {"1": 5_000_000_005, "2": 10, "3": 1_000_000_000}, {"1": 6_000_000_005}]
    found = iter(waits)
    monkeypatch.setattr(cpu_wait, "run_queue_wait", lambda tasks: next(found))
    counted = RunQueueWait(1)
    assert counted.seconds(100) == 0, "nobody looked yet"
    counted.sample()
    counted.sample()
    assert counted.seconds(100) == 6.0
    assert counted.seconds(100) == 7.0


def test_wait_without_schedstat_is_estimated_from_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu_wait, "run_queue_wait", lambda tasks: {})
    monkeypatch.setattr(os, "getloadavg", lambda: (8.0, 0.0, 0.0))
    monkeypatch.setattr(cpu_wait, "core_count", lambda: 2)
    counted = RunQueueWait(1)
    counted.sample()
    assert counted.seconds(100) == 75.0


def test_share_lost_follows_from_load_and_cores() -> None:
    assert [share_lost(load, 4) for load in (0, 3, 4, 8, 16)] == [0, 0, 0, 0.5, 0.75]


def test_wait_of_a_dead_process_is_zero() -> None:
    assert run_queue_wait("/proc/0/task") == {}


def test_wait_of_every_thread_is_counted() -> None:
    event = threading.Event()
    with_one_more = threading.Thread(target=event.wait)
    before = len(run_queue_wait("/proc/self/task"))
    with_one_more.start()
    found = run_queue_wait("/proc/self/task")
    event.set()
    with_one_more.join()
    assert len(found) == before + 1
    assert str(os.getpid()) in found


class Slept:
    """A fake clock that tests advance."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(watchdog.time, "monotonic", lambda: self.now)


@pytest.fixture
def idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Meter, Slept]]:
    """A meter of this process without any run-queue wait, and its fake clock."""
    clock = Slept(monkeypatch)
    monkeypatch.setattr(cpu_wait, "run_queue_wait", lambda tasks: {"1": 0})
    measured = Meter(os.getpid(), str(tmp_path))
    measured.start()
    yield measured, clock
    measured.close()


def tick(idle: tuple[Meter, Slept], limits: Limits, times: int, step: float) -> str:
    """Advance the clock `times` steps; the message of the broken limit, or ""."""
    measured, clock = idle
    for _ in range(times):
        clock.now += step
        if found := measured.breach(limits):
            return found.error
    return ""


LIMITS = Limits(cpu=1e6, wall=10.0, memory=1 << 40, threads=10_000)


def test_delayed_grader_does_not_cost_the_student_time(idle) -> None:
    assert tick(idle, LIMITS, 3, 5.0) == "", "fifteen seconds, of which the grader looked three times"
    assert idle[0].own() == pytest.approx(0.3)
    message = tick(idle, LIMITS, 200, 0.05)
    assert re.match(r"took 10\.\d s, 0\.\d s over the limit of 10 s, in all, ", message)
    assert message.endswith("; 14.7 s of waiting for a core do not count")


def test_answer_fetched_late_does_not_count_as_slow(idle) -> None:
    idle[1].now += 7.0
    assert idle[0].own() == pytest.approx(0.1)


def test_wall_time_on_a_busy_machine_ends_at_a_multiple_of_the_limit(idle) -> None:
    with pytest.raises(GraderFault) as raised:
        tick(idle, LIMITS, 30, 5.0)
    assert re.fullmatch(
        r"the machine is too busy: a question took 105\.0 s, 5\.0 s over the limit of 100 s, in all, "
        r"\d\.\d s of it computing; grade with fewer --jobs",
        str(raised.value),
    )
