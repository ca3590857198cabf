"""What a child leaves behind: read from outside with care, because a stranger may have written it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from grader.probes import checkpoint


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's side writes into the folder that it works in."""
    monkeypatch.chdir(tmp_path)


def test_last_checkpoint_is_read(tmp_path: Path) -> None:
    checkpoint.leave(np.array([1, 2, 3]))
    checkpoint.leave(np.array([7, 0, 9, 5]))
    found = checkpoint.find(str(tmp_path))
    assert list(found) == [checkpoint.LABEL]
    np.testing.assert_array_equal(found[checkpoint.LABEL], [7, 0, 9, 5])
    assert os.listdir(tmp_path) == [checkpoint.FILE]  # nothing half-written stays


def test_removed_checkpoint_is_not_read(tmp_path: Path) -> None:
    checkpoint.forget()
    checkpoint.leave(np.array([1]))
    checkpoint.forget()
    assert checkpoint.find(str(tmp_path)) == {}
    assert checkpoint.find(str(tmp_path / "nowhere")) == {}


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "nothing in it", "too large"])
def test_only_a_small_regular_file_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / checkpoint.FILE
    if kind == "link":
        (tmp_path / "other").write_bytes(b"\1\2")
        path.symlink_to(tmp_path / "other")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"" if kind == "nothing in it" else bytes(checkpoint.MOST + 1))
    assert checkpoint.find(str(tmp_path)) == {}
