"""Find labs and exercises by path, with the settings of course.toml."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.core.errors import CourseError, UsageError
from grader.core.handout import FACTS, MODULES
from grader.core.limits import LabLimits
from grader.course.exercise import Exercise
from grader.course.quiz import Quiz
from grader.facts import find as find_facts
from grader.probes.observe import find

CONFIG = "course.toml"
#: What answers may rely on from the cells above them, in a lab without a text.
DEFAULT_IMPORTS = "import numpy as np"
SLOT = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[slot\]\n+(\w+)\n```$", re.MULTILINE)
_SETUP = re.compile(r"^```\{code-cell\}[^\n]*\n:tags: \[setup\]\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Lab:
    """One lab of the course.

    name: of its folder
    path: its folder in solutions/
    libraries: the distributions that its sandbox may import and read
    dataset: the data set that its training runs use, or ""
    limits: what submissions to it may use
    """

    name: str
    path: Path
    libraries: tuple[str, ...] = ("numpy", "matplotlib")
    dataset: str = ""
    limits: LabLimits = field(default_factory=LabLimits)

    @property
    def prose(self) -> str:
        """Read the text of lab.md."""
        return (self.path / "lab.md").read_text(encoding="utf-8")

    @property
    def imports(self) -> str:
        """Read what the set-up cell imports for the answers: libraries, not the lab's modules. NumPy without a text."""
        if not (self.path / "lab.md").exists():
            return DEFAULT_IMPORTS
        cells = _SETUP.findall(self.prose)
        lines = [line for cell in cells for line in cell.splitlines() if line.startswith("import ")]
        return "\n".join(line for line in lines if not (self.path / f"{line.split()[1]}.py").exists())

    @property
    def notebook(self) -> Path:
        """Return the path of the solved notebook, nbgrader's source."""
        return self.path / f"{self.name}.ipynb"

    @cached_property
    def given(self) -> ModuleType | None:
        """Load the lab's given.py as a module, or return None."""
        return self._load_handout("given")

    @cached_property
    def probes(self) -> ModuleType | None:
        """Load the lab's probes.py as a module, or return None."""
        return self._load_handout("probes")

    @cached_property
    def facts(self) -> ModuleType | None:
        """Load the lab's facts.py as a module, or return None."""
        return self._load_handout(FACTS)

    @property
    def handouts(self) -> Mapping[str, bytes]:
        """Read the modules that the lab hands out and a graded notebook runs with, by file name."""
        paths = [self.path / f"{name}.py" for name in MODULES]
        return {path.name: path.read_bytes() for path in paths if path.exists()}

    def _load_handout(self, name: str) -> ModuleType | None:
        path = self.path / f"{name}.py"
        return load_module(path, f"_descent_{_identifier(self.name)}_{name}") if path.exists() else None

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Load every exercise whose answer is code, as `items` does."""
        return tuple(item for item in self.items if isinstance(item, Exercise))

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """Load every quiz, as `items` does."""
        return tuple(item for item in self.items if isinstance(item, Quiz))

    @cached_property
    def items(self) -> tuple[Exercise | Quiz, ...]:
        """Load every exercise and quiz, in the order of the slots of lab.md, with its limits in this lab.

        Raises CourseError where a slot has no exercise, an exercise no slot, two have one name, or a probe is unknown.
        """
        found: dict[str, Exercise | Quiz] = {}
        for path in sorted((self.path / "exercises").glob("*.py")):
            item = load_exercise(path, self.name)
            if item.name in found:
                raise CourseError(f"{path}: a second exercise is called {item.name}; rename one")
            found[item.name] = self._with_probe(item, path) if isinstance(item, Exercise) else item
        slots = SLOT.findall(self.prose)
        for name in slots:
            if name not in found or slots.count(name) > 1:
                raise CourseError(f"{self.path / 'lab.md'}: the slot {name} needs exactly one exercise and one slot")
        for name in found:
            if name not in slots:
                raise CourseError(f"{self.path / 'lab.md'}: no slot for the exercise {name}; add a cell tagged slot")
        coded = [name for name in slots if isinstance(found[name], Exercise)]
        for name in self.limits.exercises:
            if name not in coded:
                place = f"{self.path.parents[1] / CONFIG}: [labs.{self.name}.limits.{name}]"
                raise CourseError(f"{place} names no exercise of the lab; it has {', '.join(coded)}")
        in_order = (found[name] for name in slots)
        return tuple(self._with_limits(item) if isinstance(item, Exercise) else item for item in in_order)

    def _with_limits(self, exercise: Exercise) -> Exercise:
        limits = self.limits.of(exercise.name, exercise.limits)
        return exercise if limits == exercise.limits else dataclasses.replace(exercise, limits=limits)

    def _with_probe(self, exercise: Exercise, path: Path) -> Exercise:
        """Replace the name of an exercise's probe by the probe, and add its facts. Raises CourseError for none."""
        try:
            probe = find(exercise.probe_name, self.probes)
            facts = find_facts(probe.name, self.facts, derived=probe.derived)
        except LookupError as error:
            raise CourseError(f"{path}: exercise {exercise.name}: {error.args[0]}") from error
        if exercise.probe not in (probe, probe.name):
            problem = f"its probe is not the one that is called {probe.name!r}"
            raise CourseError(f"{path}: exercise {exercise.name}: {problem}")
        alike = exercise.probe is probe and exercise.facts is facts
        return exercise if alike else dataclasses.replace(exercise, probe=probe, facts=facts)

    def exercise(self, name: str) -> Exercise:
        """Find the exercise of that name. Raises UsageError."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        names = ", ".join(exercise.name for exercise in self.exercises)
        raise UsageError(f"lab {self.name} has no exercise {name!r}; it has {names}")

    def item(self, name: str) -> Exercise | Quiz:
        """Find the exercise or quiz of that name. Raises UsageError."""
        return next((quiz for quiz in self.quizzes if quiz.name == name), None) or self.exercise(name)

    @cached_property
    def version(self) -> str:
        """Compute the digest of all that decides a verdict: exercises, handed-out modules, lab.md, settings."""
        digest = hashlib.sha256(repr((self.libraries, self.dataset, self.limits)).encode())
        for path in sorted([*self.path.glob("*.py"), *self.path.glob("*.md"), *self.path.glob("exercises/*.py")]):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Course:
    """A course.

    root: its folder
    name: as in course.toml
    feedback: "verdict", "name" or "hints": how much students get to read about a wrong answer
    check_quizzes: whether `check` says right or wrong of a quiz, before it is handed in
    labs: by name, in order
    limits: what applies where a lab has no other
    """

    root: Path
    name: str = "descent"
    feedback: str = "hints"
    check_quizzes: bool = True
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
        """Return the path of the secret seed."""
        return self.root / ".grader" / "secret"

    @property
    def datasets(self) -> set[str]:
        """Return the names of the data sets that its labs use."""
        return {lab.dataset for lab in self.labs.values() if lab.dataset}

    def check_datasets(self, names: Collection[str]) -> None:
        """Check every lab's data set against the catalog's `names`. Raises CourseError."""
        for lab in self.labs.values():
            if lab.dataset and lab.dataset not in names:
                place = f"{self.root / CONFIG}: [labs.{lab.name}] dataset = {lab.dataset!r}"
                raise CourseError(f"{place} is not in the catalog; it has {', '.join(names)}")

    def lab(self, name: str) -> Lab:
        """Find the lab of that name. Raises UsageError."""
        if name not in self.labs:
            raise UsageError(f"there is no lab {name!r}; the course has {', '.join(self.labs) or 'none'}")
        return self.labs[name]


def find_course(start: Path | None = None) -> Course:
    """Find the course around `start` (default: the current folder). Raises UsageError where there is none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file() and (folder / "solutions").is_dir():
            return read_course(folder)
    raise UsageError(f"{here}: no {CONFIG} beside a solutions folder here or above; run this inside a course")


def read_course(root: Path) -> Course:
    """Read the course at `root`. Raises CourseError for a malformed course.toml."""
    from grader.course.settings import read_settings  # here, so that a loaded module alone does not load pydantic

    path = root / CONFIG
    settings = read_settings(path)
    usual = settings.limits.on_top_of(LabLimits())
    folders = [folder for folder in sorted((root / "solutions").iterdir()) if (folder / "lab.md").is_file()]
    unknown = set(settings.labs) - {folder.name for folder in folders}
    if unknown:
        raise CourseError(
            f"{path}: [labs.{min(unknown)}] names no folder of solutions/ with a lab.md; "
            f"there are {', '.join(folder.name for folder in folders) or 'none'}"
        )
    labs = {}
    for folder in folders:
        table = settings.labs.get(folder.name)
        if table is None:
            labs[folder.name] = Lab(folder.name, folder, limits=usual)
        else:
            libraries = Lab.libraries if table.libraries is None else tuple(table.libraries)
            labs[folder.name] = Lab(folder.name, folder, libraries, table.dataset, table.limits.on_top_of(usual))
    return Course(root, settings.course, settings.feedback, settings.check_quizzes, labs, usual)


def released_notebook(course: Course, lab: Lab) -> dict[str, Any]:
    """Read the student notebook of a lab. Raises CourseError where it was not built."""
    path = course.released / lab.name / f"{lab.name}.ipynb"
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path}: the student notebook cannot be read ({error}); run `grader build`") from error
    return notebook


def load_exercise(path: Path, lab: str) -> Exercise | Quiz:
    """Load the EXERCISE of a file, which may be a quiz. Raises CourseError where it has none or does not import."""
    try:
        module = load_module(path, f"_descent_{_identifier(lab)}_{path.stem}")
    except CourseError as error:
        raise error if str(path) in str(error) else CourseError(f"{path}: {error}") from error
    except Exception as error:
        raise CourseError(f"{path}: does not import: {type(error).__name__}: {error}") from error
    exercise = getattr(module, "EXERCISE", None)
    if not isinstance(exercise, Exercise | Quiz):
        raise CourseError(f"{path}: defines no EXERCISE = Exercise(...), or Quiz(...)")
    return exercise


def load_module(path: Path, name: str) -> ModuleType:
    """Load a file as a module called `name`; it is put into sys.modules, so that `inspect` finds its source."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path}: cannot be loaded as a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)
