"""List the paths that students' code must never reach.

Answers and the repository that holds them in every version, the seed, verdicts, the gradebook, all submissions, and
data sets with their labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader import datasets
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
    found += [*_repository(course.root), *datasets.folders()]
    for notebook in notebooks:
        found += [notebook, notebook.resolve().parent]
    return list(dict.fromkeys(found))


def _repository(root: Path) -> list[Path]:
    """Where Git keeps what the course's folder held at any time, be the course a worktree or a folder of another one.

    The folder's own place is listed whether it exists or not.
    """
    found = [root / ".git"]
    mark = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), found[0])
    found.append(mark)
    if mark.is_file():  # of a worktree or a submodule: a file that names the folder
        with suppress(OSError, UnicodeDecodeError):
            own = root / mark.parent / mark.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
            found.append(own.resolve())
            found.append((own / (own / "commondir").read_text(encoding="utf-8").strip()).resolve())
    return found


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
