"""Test every function of the grader's own process failing once: full marks or "grader error", never less."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import twelve

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("error", "call", "stride"),
    [
        ("MemoryError", 1, 12),
        pytest.param("MemoryError", 1, 1, marks=pytest.mark.slow),
        pytest.param("ENOSPC", 1, 1, marks=pytest.mark.slow),
        pytest.param("MemoryError", 2, 2, marks=pytest.mark.slow),
    ],
)
def test_failing_function_costs_a_right_notebook_no_points(tmp_path: Path, error: str, call: int, stride: int) -> None:
    """stride: every how many-th function fails."""
    twelve.make_class(tmp_path)
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.exceptions", str(tmp_path), error]
    done = subprocess.run([*command, str(call), str(stride)], cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    known, faults, lost, threads, whole = json.loads(done.stdout.splitlines()[-1])
    assert known > 100
    assert lost == []
    assert faults > (50 if call == 1 else 5) / stride, "hardly anything failed"
    assert threads < 20
    assert whole, "the next notebook did not get full marks"
