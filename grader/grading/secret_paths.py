"""List the paths that students' code must never reach: answers, the seed, verdicts, the gradebook, all submissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError
from grader.course.loader import Course

#: nbgrader's settings of folders that hold submissions and results, and its defaults.
_FOLDERS = {
    "submitted_directory": "submitted",
    "autograded_directory": "autograded",
    "feedback_directory": "feedback",
    "solution_directory": "solution",
}
_FILES = ("nbgrader_config.py", "nbgrader_config.json")
_SQLITE = "sqlite:///"


def secret_paths(
    course: Course, notebooks: Iterable[Path] = (), settings: Mapping[str, Any] | None = None
) -> list[Path]:
    """List everything of a course that its students' code must not reach, whether it exists yet or not.

    notebooks: what is graded; the folders that they lie in are secret too. settings: nbgrader's CourseDirectory, by
    name; default: as the course's own nbgrader_config.py has it. Raises CourseError where that cannot be read.
    """
    found = [course.solutions, course.secret.parent]
    settings = _configured(course.root) if settings is None else settings
    root = course.root / str(settings.get("root") or "")
    found += [root / str(settings.get(name) or usual) for name, usual in _FOLDERS.items()]
    found += _database(root, str(settings.get("db_url") or f"{_SQLITE}gradebook.db"))
    for notebook in notebooks:
        found += [notebook, notebook.resolve().parent]
    return list(dict.fromkeys(found))


def _database(root: Path, url: str) -> list[Path]:
    """The gradebook and SQLite's temporary files beside it; none where it is another kind of database."""
    if not url.startswith(_SQLITE):
        return []
    book = root / url.removeprefix(_SQLITE).partition("?")[0]
    return [book, *(book.with_name(f"{book.name}-{kind}") for kind in ("journal", "wal", "shm"))]


def _configured(root: Path) -> Mapping[str, Any]:
    """What the course's nbgrader_config says of its folders; it is run, as nbgrader itself does."""
    from traitlets.config import Config
    from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

    merged = Config()
    for name in _FILES:
        if not (root / name).is_file():
            continue
        loader = PyFileConfigLoader if name.endswith(".py") else JSONFileConfigLoader
        try:
            merged.merge(loader(name, path=str(root)).load_config())
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise CourseError(
                f"{root / name}: cannot be read ({reason}); mend it, so that the gradebook is found"
            ) from None
    return {name: value for name, value in merged.get("CourseDirectory", {}).items() if isinstance(value, str)}
