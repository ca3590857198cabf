"""Run one submission's cells in the sandbox, in notebook order, and hand each check cell to the caller.

If a cell or an exercise kills or hangs the process, the cells are replayed in a fresh one without it, and the rest
goes on. Nothing is judged here: the caller asks the process and sets the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.core.errors import GraderFault
from grader.core.limits import Limits, NotebookLimits
from grader.core.records import Cell, CellResult, Observation, Question, Submission, Verdict
from grader.grading import cell_outputs

if TYPE_CHECKING:
    from grader.sandbox import Session

#: Seconds of wall time that the processes of one submission may take together. Training runs are not counted, nor
#: judging, nor what the process or the grader waited for a core.
BUDGET = NotebookLimits().wall


#: Processes that one submission may have: each cell, exercise or wire that ends one costs another start and a replay.
MOST_PROCESSES = 40
#: How often processes of one submission may be ended from outside before that is a fault of the machine.
_ENDS_FROM_OUTSIDE = 2


class EndedFromOutsideError(Exception):
    """Raised while a process is asked, where somebody else ended it: the exercise is asked again in the next one."""


@dataclass
class NotebookRun:
    """The run of one submission, in as many processes as it takes.

    submission: what is run
    open_session: starts a process
    run_all: run the cells for experiments, too
    budget: seconds of wall time for all processes together
    limits: of the cell that answers an exercise, by exercise, where they are not the session's own
    refused: why a cell is not to be run, by its id
    quizzes: names of the quizzes, whose cells are read and never run
    cells: how each cell ended, by its id
    verdicts: of the exercises, by name; set by the caller
    trained: whether a run on the data set was made; set by the caller
    left_out: names of files that could not be put beside the notebook
    short_of_room: whether the disk was full while a process ran, so that no failure in it need be the student's
    """

    submission: Submission
    open_session: Callable[[], Session]
    run_all: bool = False
    budget: float = BUDGET
    limits: Mapping[str, Limits] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    quizzes: Collection[str] = ()
    cells: dict[str, CellResult] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    trained: bool = False
    left_out: tuple[str, ...] = ()
    short_of_room: bool = False
    _fatal: set[int] = field(default_factory=set)  # indices of cells that ended a process
    _processes: list[NotebookProcess] = field(default_factory=list)
    _restarted_for: set[str] = field(default_factory=set)
    _ends_from_outside: int = 0
    _broke_off: bool = False
    _output_sizes: dict[str, int] = field(default_factory=dict)  # bytes of memory by cell id

    def check_cells(self) -> Generator[tuple[Cell, NotebookProcess]]:
        """Run the notebook; yield each check cell, when its turn comes, with the process that its exercise runs in.

        The caller sets the verdict of the cell's exercise. Where it cannot, because the process was ended from outside
        or is to be restarted, the notebook is replayed and the cell comes again.
        """
        while any(self._is_wanted(cell) and not self._is_done(i, cell) for i, cell in enumerate(self.submission.cells)):
            with self.open_session() as session:
                process = NotebookProcess(self, session)
                self._processes.append(process)
                self.left_out = session.left_out
                for index, cell in enumerate(self.submission.cells):
                    if cell.role != "check":
                        self._run_cell(process, index, cell)
                    elif self._is_wanted(cell) and not self._is_done(index, cell):
                        process.late = self.over
                        yield cell, process
                        if process.usable and not self._is_done(index, cell):
                            raise RuntimeError(f"{cell.id}: no verdict, and the process could have been asked")
                    if not process.usable:
                        break
                self.short_of_room |= session.short_of_room

    @property
    def seconds(self) -> float:
        """Seconds of the budget that are used up."""
        return sum(process.seconds for process in self._processes)

    @property
    def over(self) -> bool:
        """Whether nothing more is run: the budget is used up, or too many processes were ended."""
        return self.seconds > self.budget or len(self._processes) > MOST_PROCESSES

    def result_of(self, exercise: str) -> CellResult | None:
        """How the cell that answers an exercise ended, or None where there is none."""
        cell = answer_cell(self.submission, exercise)
        return self.cells.get(cell.id) if cell else None

    def restart_for(self, exercise: str, process: NotebookProcess) -> None:
        """Have the notebook replayed in a fresh process, for an exercise that needs one; once for each exercise.

        What this process took is not counted, because the replay takes it again.
        """
        if exercise in self._restarted_for:
            raise RuntimeError(f"{exercise}: restarted already")
        self._restarted_for.add(exercise)
        process.exhausted, process.uncounted_seconds = True, process.session.spent

    def forgives_end(self, session: Session) -> bool:
        """Whether the end of the process may be the machine's doing: that costs a replay and no points.

        One that was ended from outside is no student's doing, however often: raises GraderFault beyond the limit. One
        that broke off by itself is the notebook's doing where it happens a second time.
        """
        if session.alive:
            return False
        if session.killed_from_outside:
            self._ends_from_outside += 1
            if self._ends_from_outside > _ENDS_FROM_OUTSIDE:
                raise GraderFault(
                    f"the process of this notebook was ended from outside {self._ends_from_outside} times, most likely "
                    "by the system for want of memory: close other programs or grade with fewer --jobs, then run the "
                    "same command again"
                )
            return True
        forgiven = session.broke_off and not self._broke_off
        self._broke_off |= forgiven
        return forgiven

    def late_message(self) -> str:
        if len(self._processes) > MOST_PROCESSES:
            return f"not run: the notebook had ended {MOST_PROCESSES} processes before"
        return f"not run: the whole notebook had used up its {self.budget:.0f} seconds"

    def _run_cell(self, process: NotebookProcess, index: int, cell: Cell) -> None:
        """Run one cell, unless it is not wanted, refused, too late, or ended a process before."""
        session = process.session
        if index in self._fatal or not self._is_wanted(cell):
            return
        if cell.id in self.refused:
            self.cells[cell.id] = CellResult("blocked", error=self.refused[cell.id])
            return
        if self.over:
            self.cells[cell.id] = CellResult("timed out", error=self.late_message())
            return
        limits = self.limits.get(cell.exercise or "") if cell.role == "solution" else None
        result = session.run_cell(cell.source, cell.id, limits)
        process.exhausted |= result.status == "out of memory"
        if self.forgives_end(session):
            return
        others = sum(size for id, size in self._output_sizes.items() if id != cell.id)
        self.cells[cell.id] = kept = cell_outputs.within(result, cell_outputs.MOST - others)
        self._output_sizes[cell.id] = cell_outputs.size(kept)
        if not process.usable:
            self._fatal.add(index)

    def _is_wanted(self, cell: Cell) -> bool:
        if cell.exercise in self.quizzes:
            return False
        return cell.role in ("given", "solution", "own", "check") or (cell.role == "experiment" and self.run_all)

    def _is_done(self, index: int, cell: Cell) -> bool:
        if cell.role == "check":
            return (cell.exercise or "") in self.verdicts
        return index in self._fatal or cell.id in self.cells


@dataclass
class NotebookProcess:
    """One process of a run, as an exercise asks it.

    run: the run that it belongs to
    session: the parent's end of the process
    late: whether the budget was used up before the exercise's turn came, so that nothing is asked
    exhausted: whether it may not be used further, because it holds all the memory that it may or a restart was asked
    uncounted_seconds: seconds of wall time that the budget does not count
    """

    run: NotebookRun
    session: Session
    late: bool = False
    exhausted: bool = False
    uncounted_seconds: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether the process can be asked, or run another cell."""
        return self.session.alive and not self.exhausted

    @property
    def seconds(self) -> float:
        """Seconds of wall time that the budget counts."""
        return self.session.spent - self.uncounted_seconds

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Around what the budget does not count: a training run with limits of its own."""
        before = self.session.spent
        try:
            yield
        finally:
            self.uncounted_seconds += self.session.spent - before

    def ask(self, questions: Sequence[Question]) -> Generator[Observation]:
        """One answer for each question, whether the process still answers or not; lazily, while it goes on working.

        Raises EndedFromOutsideError.
        """
        if self.late:
            yield from (Observation("timed out", error=self.run.late_message()) for _ in questions)
        elif not self.session.alive:
            yield from (Observation("killed", error="not run: an earlier case ended the process") for _ in questions)
        else:
            for answer in self.session.probes(questions):
                self.exhausted |= answer.status == "out of memory"
                if self.run.forgives_end(self.session):
                    raise EndedFromOutsideError
                yield answer

    def ask_one(self, question: Question) -> Observation:
        """The answer to one question. Raises EndedFromOutsideError."""
        with closing(self.ask([question])) as answers:
            return next(answers)


def answer_cell(submission: Submission, exercise: str) -> Cell | None:
    """The cell that answers an exercise, or None where there is none."""
    return next((c for c in submission.cells if c.role == "solution" and c.exercise == exercise), None)
