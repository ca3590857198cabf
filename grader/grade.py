"""One submission -> one Grade: the whole pipeline. Verdicts are made out here, from arrays."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Any

from grader import integrity, runs
from grader.course import Course, Lab, released_notebook
from grader.errors import SandboxLostError
from grader.examination import examine
from grader.execution import Execution
from grader.exercise import Exercise
from grader.judge.score import without_points
from grader.limits import rows
from grader.records import Grade, Submission, Verdict
from grader.reference import Reference, Seed
from grader.turns import Turns

if TYPE_CHECKING:
    from grader.datasets import DataSet
    from grader.sandbox import Sandbox

#: How often the warm process may be lost under one submission before that counts as a fault of the grader.
_LOSSES = 2
_PACKAGES = ("numpy", "torch", "ipython", "descent-labs")


@dataclass
class Grading:
    """What all submissions to one lab share: references, the secret seed, the data, a warm sandbox. Thread-safe.

    turns: how many training runs there may be at a time; each keeps a core busy for seconds.
    """

    course: Course
    lab: Lab
    sandbox: Sandbox
    seed: Seed
    dataset: str | None = None
    run_all: bool = False
    turns: Turns = field(default_factory=Turns, repr=False)
    jobs: runs.Jobs = field(default_factory=runs.Jobs, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        return {exercise.name: Reference(exercise, self.lab.given) for exercise in self.lab.exercises}

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
        path = self.lab.path / "given.py"
        return {"given.py": path.read_bytes()} if path.exists() else {}

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
            _ = self.references, self.stubs, self.given_files, self.origin
            if any(exercise.training or exercise.contest for exercise in self.lab.exercises):
                _ = self.data

    def grade(self, submission: Submission) -> Grade:
        """The grade of one submission; a fault of the grader's own becomes the status "grader error", never points."""
        start = time.perf_counter()
        execution: Execution | None = None
        failure = ""
        used: set[str] = set()
        found = integrity.Inspection()
        if not submission.error:
            try:
                found = integrity.inspect(submission)
                execution = self._executed(submission, found.refused, used)
            except Exception as error:
                failure = f"{type(error).__name__}: {error}"
        verdicts = tuple(self._verdict(exercise, submission, execution, failure) for exercise in self.lab.exercises)
        dataset = min(used, default="")
        return Grade(
            submission=submission.name,
            lab=self.lab.name,
            points=round(sum(v.points for v in verdicts), 4),
            max_points=sum(v.max_points for v in verdicts),
            sandbox=self.sandbox.rung,
            dataset=dataset,
            seconds=round(time.perf_counter() - start, 4),
            error=submission.error or (f"the grader failed: {failure}" if failure else ""),
            exercises=verdicts,
            repairs=submission.repairs,
            replay={**self.origin, "sha256": submission.sha256, "dataset": dataset},
            outputs={cell: result.outputs for cell, result in execution.cells.items()} if execution else {},
            by_hand=self.by_hand,
            integrity=found.warnings,
        )

    def _executed(self, submission: Submission, refused: Mapping[str, str], used: set[str]) -> Execution:
        """The submission, run to its end; from the beginning where the warm process was lost under it."""
        limits = self.lab.limits
        for left in range(_LOSSES, -1, -1):
            execution = Execution(
                submission,
                lambda: self.sandbox.open({**submission.files, **self.given_files}, limits.each, limits.notebook),
                lambda name, run: examine(self, name, run, used),
                self.run_all,
                limits.notebook.wall,
                {exercise.name: exercise.limits for exercise in self.lab.exercises},
                refused=refused,
            )
            try:
                execution.run()
                break
            except SandboxLostError:
                if not left:
                    raise
        return execution

    def _verdict(
        self, exercise: Exercise, submission: Submission, execution: Execution | None, failure: str
    ) -> Verdict:
        name, points = exercise.name, exercise.points
        if submission.error:
            return without_points(name, points, "missing", submission.error)
        if execution and name in execution.verdicts:
            return execution.verdicts[name]
        return without_points(name, points, "grader error", failure or "the notebook has no check cell for it")
