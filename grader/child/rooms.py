"""List the files and modules of the grader that student code may read and import: those of its own process."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from grader.core.errors import UnavailableError

#: The rooms that run beside student code. Landlock and bubblewrap open these and nothing else of the package.
ROOMS = ("child", "core", "probes", "viz")


def roots(package: Path) -> list[str]:
    """List the readable paths of the grader. package: its folder."""
    return [str(package / "__init__.py"), *(str(package / room) for room in ROOMS)]


def modules(package: Path) -> dict[str, str]:
    """Map each importable package of the grader, by dotted name, to its folder, for `libraries.Allowed`."""
    return {"grader": str(package), **{f"grader.{room}": str(package / room) for room in ROOMS}}


def close_package() -> None:
    """Close the grader's package to imports by path, and put stand-ins for what labs import from it.

    `from grader import check` and `from grader import datasets` go on working in student code: the first gives a
    function without effect, because the parent makes the verdicts; the second a module whose functions raise
    UnavailableError.
    """
    import grader

    def check(task: object = None) -> None:
        """Do nothing: a notebook that is being graded is checked outside."""

    datasets = ModuleType("grader.datasets", "Stands in for the data sets while a notebook is graded.")
    vars(datasets)["__getattr__"] = _unavailable
    vars(grader).update(check=check, datasets=datasets, __path__=[])
    sys.path_importer_cache.clear()


def _unavailable(name: str) -> object:
    """Return a function that raises UnavailableError, for any name of the stand-in module."""
    if name.startswith("__"):
        raise AttributeError(name)

    def unavailable(*arguments: object, **options: object) -> NoReturn:
        raise UnavailableError("data sets are not read while a notebook is graded: tasks are handed what they need")

    return unavailable
