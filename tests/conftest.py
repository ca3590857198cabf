"""Fixtures that several tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.build import build
from grader.course import Course, read_course
from tests.small_course import make_course


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
