"""Test every kind of system call failing while twelve right notebooks are graded: nobody loses a point."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.injection import NEVER, Machine, Whom, errors_of, lost_points, unusable

pytestmark = pytest.mark.skipif(bool(unusable()), reason=unusable() or "strace works")

#: (whose, call, error, which) of the quick set, one for each way in which a run is made to fail.
QUICK: list[tuple[Whom, str, str, str]] = [
    ("parent", "mkdir", "ENOSPC", "1+"),  # no room for a scratch folder
    ("parent", "socketpair", "EMFILE", "1+"),
    ("parent", "openat", "EMFILE", "30"),
    ("parent", "sendto", "ECONNRESET", "5"),
    ("parent", "recvfrom", "ENOMEM", "5"),
    ("parent", "recvmsg", "EMFILE", "2"),
    ("fork server", "clone", "EAGAIN", "1+"),
    ("fork server", "clone", "ENOMEM", "3"),
    ("fork server", "pidfd_open", "EMFILE", "2"),
    ("children", "landlock_restrict_self", "ENOMEM", "1"),
    ("children", "write", "ENOSPC", "1"),  # of the files that were handed in
]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("system-calls"))
    yield machine
    machine.close()


def check(machine: Machine, whom: Whom, call: str, error: str, when: str) -> list[str]:
    """What right notebooks lose where a call fails."""
    machine.fresh()
    with machine.failing(whom, call, error, when):
        answer = machine.run()
    return [f"{whom}: {call} {error} {when}: {line}" for line in lost_points(machine, answer)]


@pytest.mark.parametrize(("whom", "call", "error", "when"), QUICK)
def test_failing_call_costs_a_right_notebook_no_points(
    machine: Machine, whom: Whom, call: str, error: str, when: str
) -> None:
    assert check(machine, whom, call, error, when) == []


def test_lost_point_is_found() -> None:
    """The check itself can fail."""

    class Resumed:
        def run(self, **order: object) -> dict[str, object]:
            return {"grades": {}, "ended": ""}

    grade = {"full": False, "statuses": ["killed"], "points": 0.0, "messages": ["ended"], "fault": ""}
    found = lost_points(Resumed(), {"grades": {"student00": grade}})  # type: ignore[arg-type]
    assert found == ["student00: ['killed'], 0 points: ['ended']", "resumed: 0 grades"]


#: All calls of the grader's own process take some minutes, and may hit Python's where it waits for ever.
SWEEP = pytest.mark.skipif("DESCENT_SWEEP" not in os.environ, reason="set DESCENT_SWEEP=1: it takes some minutes")


@pytest.mark.slow
@pytest.mark.parametrize("whom", [pytest.param("parent", marks=SWEEP), "fork server"])
def test_every_call_that_is_made_may_fail(machine: Machine, whom: Whom) -> None:
    """Each kind of call once with its likeliest error at the first, once with another in the middle of the run."""
    counts = machine.count_calls(whom)
    assert {"sendmsg", "recvmsg"} <= counts.keys()
    lost = []
    for call, count in counts.items():
        if call not in NEVER:
            errors = errors_of(call)
            lost += check(machine, whom, call, errors[0], "1")
            lost += check(machine, whom, call, errors[-1], str(max(count // 5, 2)))
    assert lost == []


@pytest.mark.slow
def test_every_first_call_of_a_child_may_fail(machine: Machine) -> None:
    """Before it runs any code of a student's; what fails later may be that code's doing, and looks like it."""
    counts = machine.count_calls("children")
    assert {"setsid", "prlimit64", "landlock_restrict_self", "write"} <= counts.keys()
    lost = []
    for call in counts.keys() - NEVER:
        lost += check(machine, "children", call, errors_of(call)[0], "1")
    assert lost == []
