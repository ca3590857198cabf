"""One sandbox for all tests of a process: starting it takes seconds, a session milliseconds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.records import CellResult, Limits
from grader.sandbox import Sandbox, Session

#: Small enough that a hole costs seconds; the wall limit is generous, because the machine may be busy.
SMALL = Limits(cpu=1.0, wall=30.0, memory=256 << 20, scratch=4 << 20, output=64 << 10, threads=8)


@pytest.fixture(scope="session")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that no student's code may reach."""
    path = tmp_path_factory.mktemp("secrets") / "answers.py"
    path.write_text("ANSWER = 42\n")
    return path


@pytest.fixture(scope="session")
def sandbox(secret: Path) -> Iterator[Sandbox]:
    with Sandbox(["numpy", "matplotlib"], secrets=[secret.parent]) as sandbox:
        yield sandbox


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[Session]:
    with sandbox.open(limits=SMALL) as session:
        yield session


@pytest.fixture
def run(session: Session) -> Callable[[str], CellResult]:
    """Runs one cell in this test's session."""
    return lambda source: session.run_cell(source, "cell")
