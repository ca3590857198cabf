"""One submission -> one Grade: the whole pipeline. Verdicts are made out here, from arrays."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Any

from grader import integrity, runs
from grader.course import Course, Lab, released_notebook
from grader.errors import SandboxLostError
from grader.execution import Examination, Execution
from grader.exercise import Case, Exercise
from grader.judge import repeat
from grader.judge.compare import compare
from grader.judge.diagnose import Diagnosis, Run, Suspect, diagnose
from grader.judge.score import NOT_ATTEMPTED, case_verdict, verdict, without_points
from grader.judge.syntax import traits
from grader.limits import rows
from grader.records import CaseVerdict, Cell, Grade, Observation, Question, Submission, Verdict
from grader.reference import PUBLIC, Candidate, Reference, Seed
from grader.turns import Turns

if TYPE_CHECKING:
    from grader.datasets import DataSet
    from grader.sandbox import Sandbox

#: What every stub that nbgrader hands out raises.
_UNTOUCHED = "NotImplementedError"
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
                lambda name, run: self._examine(name, run, used),
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

    def _examine(self, name: str, execution: Execution, used: set[str]) -> Examination:
        """Put an exercise's cases to the student's process, one after the other, and judge them."""
        exercise, reference = self.lab.exercise(name), self.references[name]
        cell = _answer_cell(execution.submission, name)
        early = self._without_running(exercise, cell, execution)
        if early:
            return early
        cases: list[CaseVerdict] = []
        asked_of: list[Run] = []
        notes: list[str] = []
        seconds = 0.0
        for asked in self._cases(exercise, cases):
            probe, limits = exercise.probe.__name__, exercise.limits
            answers = yield [Question(name, probe, reference.inputs(*key), limits) for key in asked]
            for (case, seed), got in zip(asked, answers, strict=False):  # what is left unread is waited for and dropped
                expected, public = reference.expected(case, seed), seed is PUBLIC
                seconds += got.seconds
                notes += got.notes if public else ()  # a warning's text might carry secret inputs
                if got.status == "missing":
                    return without_points(name, exercise.points, *_why_missing(name, execution))
                mismatch = compare(expected, got, case.tolerance) if got.status == "ok" else None
                cases.append(case_verdict(case.name, seed.name, case.weight, got, mismatch, public=public))
                asked_of.append(Run((case, seed), expected, got, case.tolerance))
                if got.status == "not attempted":
                    return without_points(name, exercise.points, "not attempted", cases[-1].message)
                if got.status in ("timed out", "out of memory", "killed"):
                    break
            if got.status in ("timed out", "out of memory", "killed"):
                break
        ran = len(asked_of)
        number, difference = yield from self._again(exercise, cases, asked_of)
        cases += _not_run(exercise, cases, self.seed.name)
        if exercise.training and cases[0].status in ("right", "wrong"):
            cases.append((yield from runs.train(self, exercise, execution, used)))
        elif exercise.training:
            weight = exercise.training.weight
            cases.append(CaseVerdict("accuracy", self.seed.name, cases[0].status, weight, 0.0, "not trained"))
        if exercise.contest:
            cases.append((yield from runs.compete(self, exercise, execution, cases, used)))
        failed = any(case.status != "right" for case in cases[:ran])
        diagnosis = self._diagnose(reference, asked_of, cell.source if cell else "") if failed else None
        if difference and diagnosis is None:
            cases[number] = repeat.told(cases[number], difference)
        return verdict(
            name,
            exercise.points,
            cases,
            diagnosis=diagnosis,
            notes=notes,
            seconds=round(seconds, 4),
            nondeterministic=bool(difference),
        )

    def _again(
        self, exercise: Exercise, cases: Sequence[CaseVerdict], asked_of: list[Run]
    ) -> Generator[Sequence[Question], Iterator[Observation], tuple[int, str]]:
        """Ask a wrong answer's first failing case once more: (its number, how the second answer differs or "").

        What came of it is one more run for the diagnosis: chance alone does not make a known mistake twice.
        """
        number = repeat.to_ask_again(cases)
        if number is None or exercise.contest:
            return 0, ""
        first = asked_of[number]
        inputs = self.references[exercise.name].inputs(*first.key)
        answers = yield [Question(exercise.name, exercise.probe.__name__, inputs, exercise.limits)]
        again = next(answers)
        if repeat.comparable(again):
            asked_of.append(replace(first, got=again))
        return number, repeat.changed(first.got, again, first.tolerance)

    def _cases(self, exercise: Exercise, judged: Sequence[CaseVerdict]) -> Iterator[Sequence[tuple[Case, Seed]]]:
        """The smallest public case, then every case with the secret seed, then the other public ones.

        Those are left out where everything was right: they serve to show what went wrong, on inputs that may be shown.
        """
        first, *others = exercise.public
        yield [(first, PUBLIC), *((case, self.seed) for case in exercise.cases)]
        if others and any(case.status != "right" for case in judged):
            yield [(case, PUBLIC) for case in others]

    def _without_running(self, exercise: Exercise, cell: Cell | None, execution: Execution) -> Verdict | None:
        """The verdict where there is nothing to run: the stub as handed out, or a cell that ended the process."""
        if cell is None:
            return without_points(exercise.name, exercise.points, "missing", "its answer cell is not in the notebook")
        if _same_code(cell.source, self.stubs.get(exercise.name, "")):
            return without_points(exercise.name, exercise.points, "not attempted", NOT_ATTEMPTED)
        result = execution.result_of(exercise.name)
        if result and result.status in ("timed out", "out of memory", "killed"):
            return without_points(exercise.name, exercise.points, result.status, f"its cell: {result.error}")
        return None

    def _diagnose(self, reference: Reference, runs: Sequence[Run], source: str) -> Diagnosis | None:
        singles = [_suspect(candidate) for candidate in reference.mistakes()]
        pairs = (_suspect(candidate) for candidate in reference.pairs())
        return diagnose(runs, singles, pairs, traits(source))


def _suspect(candidate: Candidate) -> Suspect:
    return Suspect(candidate.name, candidate.hints, candidate.syntax, lambda key: candidate.observe(*key))


def _answer_cell(submission: Submission, exercise: str) -> Cell | None:
    cells = [cell for cell in submission.cells if cell.role == "solution" and cell.exercise == exercise]
    return cells[0] if cells else None


def _not_run(exercise: Exercise, cases: Sequence[CaseVerdict], seed: str) -> list[CaseVerdict]:
    """Cases not reached with the secret seed because an earlier one ended the process: they earn nothing."""
    seen = {case.case for case in cases if case.seed == seed}
    last = cases[-1]
    return [
        CaseVerdict(case.name, seed, last.status, case.weight, 0.0, "not run: an earlier case ended the process")
        for case in exercise.cases
        if case.name not in seen
    ]


def _why_missing(name: str, execution: Execution) -> tuple[Any, str]:
    """Status and message of an exercise whose name is not defined when its check comes."""
    result = execution.result_of(name)
    if result and result.status != "ok":
        refused = result.status == "blocked" and name in execution.refused
        return result.status, f"its cell: {result.error}" if refused else f"its cell ended in {result.error}"
    return "missing", f"nothing called {name} is defined when its check runs; keep the name that was handed out"


def _same_code(one: str, other: str) -> bool:
    """Whether two sources are the same program, comments and layout aside."""
    if one.strip() == other.strip():
        return True
    if _UNTOUCHED in other and _UNTOUCHED not in one:
        return False  # the way of nearly every answer, without parsing it
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
