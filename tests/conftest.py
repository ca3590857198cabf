"""Fixtures that several tests share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from grader.authoring.build import build
from grader.core.records import CellResult
from grader.course.loader import Course, read_course
from grader.sandbox import Sandbox, Session
from tests.sandbox.reading import SMALL
from tests.small_course import make_course

# What hypothesis measures by the clock says more of the machine than of the code: no test may fail by it.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a small course that is built; to be copied, not changed."""
    course = make_course(tmp_path_factory.mktemp("course"))
    build(course)
    return course.root


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Course:
    """A built course of the test's own; see tests.small_course."""
    shutil.copytree(template, tmp_path / "course")
    return read_course(tmp_path / "course")


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
