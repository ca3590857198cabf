"""How many jobs at a time: as many as the scheduler leaves to this process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from grader.core import cpu
from grader.core.cpu import core_count, whole_core_count

HERE = [sys.executable, "-c", "from grader.core.cpu import core_count; print(core_count())"]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_process_bound_to_one_core_counts_one():
    one = {min(os.sched_getaffinity(0))}
    run = subprocess.run(
        HERE, capture_output=True, text=True, check=True, preexec_fn=lambda: os.sched_setaffinity(0, one)
    )
    assert run.stdout == "1\n"


def test_cores_without_affinity_are_all_counted(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert core_count() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert core_count() == 1


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_hyper_threads_of_one_core_count_once(monkeypatch):
    siblings = {0: "0,4", 1: "1,5", 4: "0,4", 5: "1,5", 6: "6"}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 4, 6})
    monkeypatch.setattr(cpu, "_siblings", lambda number: siblings[number])
    assert (whole_core_count(), core_count()) == (3, 4)

    def untold(number):
        raise FileNotFoundError

    monkeypatch.setattr(cpu, "_siblings", untold)
    assert whole_core_count() == 4


def test_there_are_no_more_whole_cores_than_cores():
    assert 1 <= whole_core_count() <= core_count()
