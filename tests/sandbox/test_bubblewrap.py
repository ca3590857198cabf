"""Test that bubblewrap is run from where it was found."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from grader.sandbox import Sandbox, bubblewrap
from tests.sandbox.reading import text


@pytest.mark.skipif(bool(bubblewrap.unusable()), reason="bubblewrap does not work here")
def test_program_in_a_folder_of_the_callers_path_alone_is_found_and_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As conda and nix install it: the warm process has another PATH."""
    program = shutil.which("bwrap")
    assert program
    other = tmp_path / "bwrap"
    other.write_text(f'#!/bin/sh\ntouch {tmp_path}/used\nexec {program} "$@"\n', encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with Sandbox(["numpy"]) as sandbox, sandbox.open() as session:
        assert text(session.run_cell("'fine'", "cell")) == "'fine'"
        assert sandbox.rung in "AD"
    assert (tmp_path / "used").exists()
    assert Path(bubblewrap.world([], [])[0]).is_absolute()
