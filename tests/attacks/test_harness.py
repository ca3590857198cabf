"""Test the harness: it reports each kind of success of an attack, simulated here."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.attacks import traces
from tests.attacks.attack import Attack
from tests.attacks.catalog import attacks
from tests.attacks.notebooks import SCENES, cell
from tests.attacks.stage import Stage

HOLLOW = attacks()["earning/does_nothing"]


def test_harness_reports_an_attack_that_got_through(stage: Stage) -> None:
    (fault,) = stage.faults(Attack("Prints it.", ("judging outside",), "print(@WON@)"))
    assert fault.startswith("got through: ")


def test_harness_reports_unearned_points(stage: Stage) -> None:
    answer = cell(stage.solution("Adam"), "Adam")["source"]
    faults = stage.faults(Attack("Is right.", ("judging outside",), answer, place="whole", says=""))
    assert faults == ["Adam has 4 points", "Adam is right (), not wrong"]


def test_harness_reports_neighbours_that_lose_points(stage: Stage) -> None:
    faults = stage.faults(Attack("Spoils the rest.", ("replay",), "np.sqrt = None"))
    assert [fault.partition(" (")[0] for fault in faults] == [
        "the notebook itself: AdamW is raised",
        "the notebook itself: Nadam is raised",
    ]


def test_harness_reports_a_leaked_secret_and_an_empty_message(stage: Stage) -> None:
    grade = stage.grade(SCENES["Adam"], "mallory", stage.handed_in(HOLLOW)[0])
    assert stage.judged(HOLLOW, grade) == []
    leaking = dataclasses.replace(grade, error=f"x {stage.canary}")
    assert [fault[:14] for fault in stage.judged(HOLLOW, leaking)] == ["read a secret:"]
    mute = tuple(dataclasses.replace(v, message="") if v.name == "Adam" else v for v in grade.exercises)
    faults = stage.judged(HOLLOW, dataclasses.replace(grade, exercises=mute))
    assert faults == [r"what is said does not match '\\w': ''", "Adam is wrong, and nothing is said of it"]
    page = tuple(dataclasses.replace(v, message="\x1b[2J" if v.name == "Adam" else v.message) for v in grade.exercises)
    assert "no sentence" in stage.judged(HOLLOW, dataclasses.replace(grade, exercises=page))[-1]


@contextmanager
def a_process(stage: Stage) -> Iterator[None]:
    with subprocess.Popen(["sleep", "60"]) as process:
        yield
        process.kill()


@contextmanager
def a_thread(stage: Stage) -> Iterator[None]:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


@contextmanager
def a_descriptor(stage: Stage) -> Iterator[None]:
    with open(os.devnull, encoding="ascii"):
        yield


@contextmanager
def a_stopped_bystander(stage: Stage) -> Iterator[None]:
    stage.bait.bystander.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, stage.bait.bystander.pid, os.WSTOPPED | os.WNOWAIT)
    yield
    stage.bait.bystander.send_signal(signal.SIGCONT)


@contextmanager
def a_file(path: Path) -> Iterator[None]:
    path.write_text("x", encoding="ascii")
    yield
    path.unlink()


def a_public_file(stage: Stage) -> object:
    return a_file(Path(f"/tmp/leak-{stage.token}"))


def a_file_in_the_scratch_folders(stage: Stage) -> object:
    return a_file(stage.sandbox._base / "sessions" / "left")


@contextmanager
def a_changed_secret(stage: Stage) -> Iterator[None]:
    before, data = stage.course.secret.stat(), stage.course.secret.read_bytes()
    stage.course.secret.write_bytes(data[::-1])
    yield
    stage.course.secret.write_bytes(data)
    os.utime(stage.course.secret, ns=(before.st_atime_ns, before.st_mtime_ns))


@contextmanager
def a_secret_open_to_all(stage: Stage) -> Iterator[None]:
    stage.course.secret.chmod(0o644)
    yield
    stage.course.secret.chmod(0o600)


TRACES = (
    a_process, a_thread, a_descriptor, a_stopped_bystander, a_public_file, a_file_in_the_scratch_folders,
    a_changed_secret, a_secret_open_to_all,
)  # fmt: skip


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.__name__)
def test_harness_reports_traces(stage: Stage, trace: Callable[[Stage], object]) -> None:
    before = stage.traces()
    with trace(stage):  # type: ignore[attr-defined]
        assert traces.settled(stage.traces, before, tries=20) != []
    assert traces.settled(stage.traces, before) == []


def test_harness_reports_contacts(stage: Stage) -> None:
    assert stage.bait.contacts() == []
    with (
        socket.create_connection(("127.0.0.1", stage.bait.port)),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s,
    ):
        s.sendto(b"x", ("127.0.0.1", stage.bait.port))
        for place in (stage.bait.path, "\0" + stage.bait.abstract):
            with socket.socket(socket.AF_UNIX) as link:
                link.connect(place)
        assert len(stage.bait.contacts()) == 4
