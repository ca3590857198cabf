"""What all submissions to one lab share while they are graded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Any

from grader.core.limits import rows
from grader.core.quiz_sheet import QuizSheet
from grader.course.loader import Course, Lab, released_notebook
from grader.course.quiz_sheets import full_sheet
from grader.course.reference import Reference
from grader.course.seeds import Seed
from grader.grading.slots import TrainingSlots

if TYPE_CHECKING:
    from grader.datasets import DataSet
    from grader.sandbox import Sandbox

_PACKAGES = ("numpy", "torch", "ipython", "descent-labs")


class TrainingInputs:
    """A cache of the inputs of training runs, tens of megabytes each: made once for the whole class."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, bool, bool], dict[str, Any]] = {}
        self._lock = threading.Lock()

    def get(
        self, exercise: str, own: bool, make: Callable[[], dict[str, Any]], *, again: bool = False
    ) -> dict[str, Any]:
        """The inputs of an exercise's run: with the student's own optimizer or without, the first run or the second."""
        with self._lock:
            if (exercise, own, again) not in self._made:
                self._made[exercise, own, again] = make()
            return self._made[exercise, own, again]


@dataclass
class GradingContext:
    """What all submissions to one lab share. Thread-safe.

    course, lab: what is graded
    sandbox: warm, opens a confined process for each submission
    seed: the course's secret seed
    dataset: the name of the data set for training runs; None: the lab's own choice
    run_all: run the cells for experiments, too
    slots: how many training runs there may be at a time; each keeps a core busy for seconds
    inputs: of training runs, made once
    """

    course: Course
    lab: Lab
    sandbox: Sandbox
    seed: Seed
    dataset: str | None = None
    run_all: bool = False
    slots: TrainingSlots = field(default_factory=TrainingSlots, repr=False)
    inputs: TrainingInputs = field(default_factory=TrainingInputs, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        return {exercise.name: Reference(exercise, self.lab.given) for exercise in self.lab.exercises}

    @cached_property
    def sheets(self) -> Mapping[str, QuizSheet]:
        """What quizzes are judged by, by name."""
        return {quiz.name: full_sheet(self.lab.name, quiz) for quiz in self.lab.quizzes}

    @cached_property
    def most_scratch(self) -> int:
        """The most bytes of files that a cell, a question or a training run of this lab may write."""
        limits = [self.lab.limits.each, *(exercise.limits for exercise in self.lab.exercises)]
        limits += [exercise.training.limits for exercise in self.lab.exercises if exercise.training]
        contests = [exercise.contest for exercise in self.lab.exercises if exercise.contest]
        limits += [contest.limits(dataset) for contest in contests for dataset in contest.tiers]
        return max(each.scratch for each in limits)

    @cached_property
    def stubs(self) -> Mapping[str, str]:
        """The answer cells as handed out, by exercise."""
        cells = released_notebook(self.course, self.lab)["cells"]
        answers = [c for c in cells if c["metadata"].get("descent", {}).get("role") == "solution"]
        return {c["metadata"]["descent"]["exercise"]: "".join(c["source"]) for c in answers}

    @cached_property
    def by_hand(self) -> Mapping[str, float]:
        """The points of written answers, which a person gives, by cell."""
        marks = [cell["metadata"].get("nbgrader", {}) for cell in released_notebook(self.course, self.lab)["cells"]]
        return {m["grade_id"]: float(m["points"]) for m in marks if m.get("grade") and m.get("solution")}

    @cached_property
    def given_files(self) -> Mapping[str, bytes]:
        """The modules that the lab hands out; they stand in for files of those names that a student hands in."""
        return self.lab.handouts

    @cached_property
    def data(self) -> DataSet:
        """What training runs use: what was asked for by name, or the lab's own choice where that can be had."""
        from grader import datasets

        with self._lock:
            return datasets.load(self.dataset) if self.dataset else datasets.choose(self.lab.dataset or None)

    @cached_property
    def origin(self) -> dict[str, Any]:
        """What it takes to reach the same verdicts again, the submission itself left out."""
        packages = {}
        for name in _PACKAGES:
            try:
                packages[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
        limits = {**rows(self.lab.limits.each), **rows(self.lab.limits.notebook)}
        return {"lab_version": self.lab.version, "packages": packages, "seed": self.seed.name, "limits": limits}

    def warm(self) -> None:
        """Compute what is computed once, before threads ask for it together.

        Raises DataError where the data of training runs cannot be had: that ends the run before anybody is graded.
        """
        with self._lock:
            _ = self.references, self.sheets, self.stubs, self.given_files, self.origin
            if any(exercise.training or exercise.contest for exercise in self.lab.exercises):
                _ = self.data
