"""Drives one submission through the sandbox: its cells in notebook order, each exercise at its check cell.

If a cell or an exercise kills or hangs the process, the cells are replayed in a fresh one without it, and the
rest goes on. Judging is left to the caller: an exercise is a generator that asks questions,
as many at a time as do not depend on each other, and is sent the observations as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.core.limits import Limits, NotebookLimits
from grader.core.records import Cell, CellResult, Observation, Question, Submission, Verdict

#: Seconds of wall time that the processes of one submission may take together. Training runs are not counted, nor
#: judging, nor what the process or the grader waited for a core.
BUDGET = NotebookLimits().wall


#: What an exercise asks of the student's process, several questions at a time, and how the answers reach it.
Examination = Generator[Sequence[Question], Iterator[Observation], Verdict]


class AgainError(Exception):
    """Raised by an examination that wants to begin anew, once, in a fresh process; see `Execution.noted`."""


class _SparedError(Exception):
    """Ends an examination whose process was ended by somebody else."""


class Session(Protocol):
    """The parent's end of one confined process; see grader.sandbox."""

    @property
    def alive(self) -> bool: ...
    @property
    def killed_from_outside(self) -> bool: ...
    @property
    def spent(self) -> float: ...

    def run_cell(self, source: str, cell_id: str, limits: Limits | None = None) -> CellResult: ...
    def probes(self, questions: Sequence[Question]) -> Iterator[Observation]: ...
    def __enter__(self) -> Any: ...
    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> None: ...


@dataclass
class Execution:
    """What has come of a submission so far.

    limits: what the cell that answers an exercise may use, where that is not the session's own.
    refused: why a cell is not to be run, by its id. fatal: indices of cells that ended a process.
    noted: what an examination leaves for the time after its AgainError, by exercise.
    """

    submission: Submission
    open_session: Callable[[], Session]
    examine: Callable[[str, Execution], Examination]
    run_all: bool = False
    budget: float = BUDGET
    limits: Mapping[str, Limits] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    cells: dict[str, CellResult] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    fatal: set[int] = field(default_factory=set)
    noted: dict[str, Any] = field(default_factory=dict)
    _sessions: list[Session] = field(default_factory=list)
    _free: float = 0.0  # seconds of theirs that the budget does not count
    _before: float = 0.0  # seconds that it counted when the latest began
    _repeated: set[str] = field(default_factory=set)
    _spared: bool = False
    _useless: bool = False

    def run(self) -> None:
        """Run to the end, in as many processes as it takes (each replay leaves one fatal cell or exercise out)."""
        while not self._run_once():
            pass

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Around what the budget does not count: a training run with limits of its own."""
        before = self._counted
        try:
            yield
        finally:
            self._free += self._counted - before

    @property
    def _counted(self) -> float:
        """Seconds of the budget that are used up."""
        return sum(session.spent for session in self._sessions) - self._free

    def result_of(self, exercise: str) -> CellResult | None:
        """How the cell that answers an exercise ended, or None where there is none."""
        for cell in self.submission.cells:
            if cell.role == "solution" and cell.exercise == exercise:
                return self.cells.get(cell.id)
        return None

    def _run_once(self) -> bool:
        """One process; True when everything has been run."""
        left = [i for i, cell in enumerate(self.submission.cells) if self._wanted(cell) and not self._done(i, cell)]
        if not left:
            return True
        with self.open_session() as session:
            self._before = self._counted
            self._sessions.append(session)
            for index, cell in enumerate(self.submission.cells):
                if index in self.fatal or not self._wanted(cell) or (cell.role == "check" and self._done(index, cell)):
                    continue
                late = self._counted > self.budget
                spent = False
                if cell.role == "check":
                    spent = self._answer(session, cell, late)
                elif cell.id in self.refused:
                    self.cells[cell.id] = CellResult("blocked", error=self.refused[cell.id])
                elif late:
                    self.cells[cell.id] = CellResult("timed out", error=_late(self.budget))
                else:
                    limits = self.limits.get(cell.exercise or "") if cell.role == "solution" else None
                    result = session.run_cell(cell.source, cell.id, limits)
                    if self._to_spare(session):
                        return False
                    self.cells[cell.id] = result
                    spent = not session.alive or result.status == "out of memory"
                    if spent:
                        self.fatal.add(index)
                if spent:
                    return index >= left[-1] and self._done(index, cell)
        return True

    def _answer(self, session: Session, cell: Cell, late: bool) -> bool:
        """Put an exercise's questions to the process until its verdict is there, or the process is gone.

        True where the process is of no more use: it has ended, it holds all the memory that it may, or the examination
        wants a fresh one.
        """
        name = cell.exercise or ""
        self._useless = False
        examination = self.examine(name, self)
        try:
            questions = next(examination)
            while True:
                with closing(self._answers(session, questions, late)) as answers:
                    questions = examination.send(answers)
        except StopIteration as stop:
            self.verdicts[name] = stop.value
        except _SparedError:
            pass  # without a verdict it is asked again in the next process
        except AgainError:
            if name in self._repeated:
                raise
            self._repeated.add(name)
            self._useless = True
            self._free += self._counted - self._before  # what is replayed was paid for once
        return not session.alive or self._useless

    def _answers(self, session: Session, questions: Sequence[Question], late: bool) -> Generator[Observation]:
        """One answer for each question, whether the process is there or not."""
        if late:
            yield from (Observation("timed out", error=_late(self.budget)) for _ in questions)
        elif not session.alive:
            yield from (Observation("killed", error="not run: an earlier case ended the process") for _ in questions)
        else:
            for answer in session.probes(questions):
                if self._to_spare(session):
                    raise _SparedError
                self._useless |= answer.status == "out of memory"
                yield answer

    def _to_spare(self, session: Session) -> bool:
        """Whether somebody else ended the process, for the first time: that costs a replay and no points."""
        spared = not session.alive and session.killed_from_outside and not self._spared
        self._spared |= spared
        return spared

    def _wanted(self, cell: Cell) -> bool:
        return cell.role in ("given", "solution", "own", "check") or (cell.role == "experiment" and self.run_all)

    def _done(self, index: int, cell: Cell) -> bool:
        if cell.role == "check":
            return (cell.exercise or "") in self.verdicts
        return index in self.fatal or cell.id in self.cells


def _late(budget: float) -> str:
    return f"not run: the whole notebook had used up its {budget:.0f} seconds"
