"""Share one stage among all attacks of a process: its sandbox takes seconds to start, an attack a fraction of one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.attacks.stage import SWITCH, Stage, asked


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    if sys.platform != "linux":
        pytest.skip("students' code can only be confined on Linux")
    with Stage(asked()) as stage:
        if asked() and stage.rung != asked():
            pytest.skip(f"{SWITCH} asks for rung {asked()}, and this machine has {stage.rung}")
        yield stage
