from __future__ import annotations

from pathlib import Path

import pytest

from tests.nbgrader.classroom import Classroom, open_copy, template


@pytest.fixture(scope="session")
def classroom_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("course"))


@pytest.fixture
def classroom(classroom_template: Path, tmp_path: Path) -> Classroom:
    return open_copy(classroom_template, tmp_path)
