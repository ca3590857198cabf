"""Finds labs and exercises by path, and reads course.toml."""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.core.errors import CourseError, UsageError
from grader.core.limits import LabLimits
from grader.core.limits import read as read_limits
from grader.course.exercise import Exercise

CONFIG = "course.toml"
SLOT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[slot\]\n+(\w+)\n```$", re.MULTILINE)
FEEDBACK = ("verdict", "name", "hints")
_LAB_KEYS = {"libraries", "dataset", "limits"}
_KEYS = {"course", "feedback", "labs", "limits"}


@dataclass(frozen=True)
class Lab:
    """One lab of the course.

    path: its folder in solutions/. libraries: the distributions its sandbox may import and read.
    dataset: what its training runs use, or "". limits: what submissions to it may use.
    """

    name: str
    path: Path
    libraries: tuple[str, ...] = ("numpy", "matplotlib")
    dataset: str = ""
    limits: LabLimits = field(default_factory=LabLimits)

    @property
    def prose(self) -> str:
        """The text of lab.md."""
        return (self.path / "lab.md").read_text(encoding="utf-8")

    @property
    def notebook(self) -> Path:
        """The solved notebook, nbgrader's source."""
        return self.path / f"{self.name}.ipynb"

    @cached_property
    def given(self) -> ModuleType | None:
        """The lab's given.py as a module, or None."""
        path = self.path / "given.py"
        return load_module(path, f"_descent_{_identifier(self.name)}_given") if path.exists() else None

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every exercise, in the order of the slots of lab.md, with the limits that hold for it in this lab.

        Raises CourseError where a slot has no exercise, an exercise no slot, or two bear one name.
        """
        found: dict[str, Exercise] = {}
        for path in sorted((self.path / "exercises").glob("*.py")):
            exercise = load_exercise(path, self.name)
            if exercise.name in found:
                raise CourseError(f"{path}: a second exercise is called {exercise.name}; rename one")
            found[exercise.name] = exercise
        slots = SLOT.findall(self.prose)
        for name in slots:
            if name not in found or slots.count(name) > 1:
                raise CourseError(f"{self.path / 'lab.md'}: the slot {name} needs exactly one exercise and one slot")
        for name in found:
            if name not in slots:
                raise CourseError(f"{self.path / 'lab.md'}: no slot for the exercise {name}; add a cell tagged slot")
        for name in self.limits.exercises:
            if name not in found:
                place = f"{self.path.parents[1] / CONFIG}: [labs.{self.name}.limits.{name}]"
                raise CourseError(f"{place} names no exercise of the lab; it has {', '.join(slots)}")
        return tuple(self._limited(found[name]) for name in slots)

    def _limited(self, exercise: Exercise) -> Exercise:
        limits = self.limits.of(exercise.name, exercise.limits)
        if limits == exercise.limits:
            return exercise
        limited = copy.copy(exercise)  # `replace` would derive its family's cases and mistakes a second time
        object.__setattr__(limited, "limits", limits)
        return limited

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name. Raises UsageError."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        names = ", ".join(exercise.name for exercise in self.exercises)
        raise UsageError(f"lab {self.name} has no exercise {name!r}; it has {names}")

    @cached_property
    def version(self) -> str:
        """A digest of everything that decides a verdict: exercises, given.py, lab.md, settings."""
        digest = hashlib.sha256(repr((self.libraries, self.dataset, self.limits)).encode())
        for path in sorted([*self.path.glob("*.py"), *self.path.glob("*.md"), *self.path.glob("exercises/*.py")]):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Course:
    """The whole course: its root folder, its labs by name, and how much feedback students get.

    limits: what holds where a lab says nothing else.
    """

    root: Path
    name: str = "descent"
    feedback: str = "hints"
    labs: Mapping[str, Lab] = field(default_factory=dict)
    limits: LabLimits = field(default_factory=LabLimits)

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def released(self) -> Path:
        return self.root / "labs"

    @property
    def secret(self) -> Path:
        """Where the secret seed lies."""
        return self.root / ".grader" / "secret"

    def lab(self, name: str) -> Lab:
        """The lab of that name. Raises UsageError."""
        if name not in self.labs:
            raise UsageError(f"there is no lab {name!r}; the course has {', '.join(self.labs) or 'none'}")
        return self.labs[name]


def find_course(start: Path | None = None) -> Course:
    """The course that `start` (default: the current folder) lies in. Raises UsageError where there is none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file() and (folder / "solutions").is_dir():
            return read_course(folder)
    raise UsageError(f"{here}: no {CONFIG} beside a solutions folder here or above; run this inside a course")


def read_course(root: Path) -> Course:
    """The course at `root`. Raises CourseError for a malformed course.toml."""
    path = root / CONFIG
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}") from error
    settings: dict[str, dict[str, Any]] = config.get("labs", {})
    unknown = set(config) - _KEYS | {key for lab in settings.values() for key in set(lab) - _LAB_KEYS}
    if unknown:
        raise CourseError(f"{path}: unknown key {sorted(unknown)[0]!r}")
    feedback = config.get("feedback", "hints")
    if feedback not in FEEDBACK:
        raise CourseError(f"{path}: feedback must be one of {FEEDBACK}, not {feedback!r}")
    usual = read_limits(f"{path}: [limits]", config.get("limits", {}), LabLimits())
    if usual.exercises:
        name = next(iter(usual.exercises))
        raise CourseError(f"{path}: [limits.{name}]: an exercise's limits are its lab's: [labs.LAB.limits.{name}]")
    labs = {}
    for folder in sorted((root / "solutions").iterdir()):
        if (folder / "lab.md").is_file():
            options = settings.pop(folder.name, {})
            libraries = tuple(options.get("libraries", Lab.libraries))
            limits = read_limits(f"{path}: [labs.{folder.name}.limits]", options.get("limits", {}), usual)
            labs[folder.name] = Lab(folder.name, folder, libraries, options.get("dataset", ""), limits)
    if settings:
        raise CourseError(f"{path}: [labs.{next(iter(settings))}] names no folder of solutions/ with a lab.md")
    return Course(root, config.get("course", "descent"), feedback, labs, usual)


def released_notebook(course: Course, lab: Lab) -> dict[str, Any]:
    """The student notebook of a lab. Raises CourseError where it was not built."""
    path = course.released / lab.name / f"{lab.name}.ipynb"
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path}: the student notebook cannot be read ({error}); run `grader build`") from error
    return notebook


def load_exercise(path: Path, lab: str) -> Exercise:
    """The EXERCISE of one file. Raises CourseError where it has none or does not import."""
    try:
        module = load_module(path, f"_descent_{_identifier(lab)}_{path.stem}")
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(f"{path}: does not import: {type(error).__name__}: {error}") from error
    exercise = getattr(module, "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        raise CourseError(f"{path}: defines no EXERCISE = Exercise(...)")
    return exercise


def load_module(path: Path, name: str) -> ModuleType:
    """A file as a module of its own under `name` (in sys.modules, so that its source can be found)."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path}: cannot be loaded as a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)
