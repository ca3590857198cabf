"""Test the notebook runner: it reaches the last cell whatever cells do; the replay skips only fatal ones."""

import time
from contextlib import closing

import pytest

from grader.core.errors import GraderFault
from grader.core.limits import Limits
from grader.core.records import Cell, CellResult, Observation, Question, Submission, Verdict
from grader.grading.notebook_runner import MOST_PROCESSES, EndedFromOutsideError, NotebookRun


class FakeSession:
    """A fake session that dies on the given sources and tasks."""

    def __init__(self, log, deadly):
        self.log, self.deadly, self.alive = log, deadly, True
        self.killed_from_outside = self.broke_off = self.short_of_room = False
        self.left_out = ()
        self.spent = 0.0
        log.append("open")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.log.append("close")

    def _does(self, what):
        assert self.alive, "a dead process was asked"
        self.log.append(what)
        self.alive = what not in self.deadly
        return self.alive

    def run_cell(self, source, cell_id, limits=None):
        return CellResult() if self._does(source) else CellResult("killed", error="died")

    def probes(self, questions):
        for asked in questions:
            yield Observation() if self._does(f"probe {asked.task}") else Observation("timed out", error="hung")


CELLS = (
    Cell("setup", "given", "import"),
    Cell("A", "solution", "define A", "A"),
    Cell("check-A", "check", "check(A)", "A"),
    Cell("look", "experiment", "plot"),
    Cell("own-1", "own", "own"),
    Cell("B", "solution", "define B", "B"),
    Cell("check-B", "check", "check(B)", "B"),
)


QUESTION_LIMITS = Limits()


def question(name):
    return Question(name, "call", {}, QUESTION_LIMITS)


def drive(run, examine):
    """Run a notebook as grading does: an exercise that is ended from outside or restarted is repeated."""
    with closing(run.check_cells()) as check_cells:
        for cell, process in check_cells:
            try:
                verdict = examine(cell.exercise, process)
            except EndedFromOutsideError:
                continue
            if verdict is None:
                run.restart_for(cell.exercise, process)
            else:
                run.verdicts[cell.exercise] = verdict
    return run


def asked_in_turn(cases):
    """Make an examination that asks several questions in order."""

    def examine(name, process):
        observations = [process.ask_one(question(name)) for _ in range(cases)]
        failed = [each.status for each in observations if each.status != "ok"]
        return Verdict(name, failed[0] if failed else "right", 0, 1)

    return examine


def once(name, process):
    return Verdict(name, process.ask_one(question(name)).status, 0, 1)


def run(*deadly, cells=CELLS, budget=60.0, run_all=False, examine=None, session=FakeSession):
    log: list[str] = []
    execution = NotebookRun(Submission("s", "lab", "0", cells), lambda: session(log, deadly), run_all, budget)
    return drive(execution, examine or asked_in_turn(2)), log


def statuses(execution):
    return {name: verdict.status for name, verdict in execution.verdicts.items()}


def test_cells_run_in_order_and_experiments_are_left_out():
    execution, log = run()
    assert log == [
        "open", "import", "define A", "probe A", "probe A", "own", "define B", "probe B", "probe B", "close",
    ]  # fmt: skip
    assert statuses(execution) == {"A": "right", "B": "right"}


def test_run_all_runs_experiments():
    assert "plot" in run(run_all=True)[1]


def test_fatal_cell_is_left_out_of_the_replay_and_the_rest_is_judged():
    execution, log = run("own")
    assert execution.cells["own-1"].status == "killed"
    assert statuses(execution) == {"A": "right", "B": "right"}
    assert log.count("own") == 1
    assert log.count("probe A") == 2, "an exercise that has its verdict is not examined again"
    assert log.count("open") == log.count("close") == 2


def test_fatal_exercise_keeps_its_verdict_and_is_not_run_again():
    execution, log = run("probe A")
    assert statuses(execution) == {"A": "timed out", "B": "right"}
    assert log.count("probe A") == 1


@pytest.mark.parametrize("where", ["import", "define A", "probe A", "own", "probe B"])
@pytest.mark.parametrize("times", [1, 2])
def test_process_ended_from_outside_is_replayed_and_costs_nothing(where, times):
    log: list[str] = []
    execution = drive(struck(where, times, "killed_from_outside", log), asked_in_turn(1))
    assert statuses(execution) == {"A": "right", "B": "right"}
    assert log.count(where) == 1 + times


@pytest.mark.parametrize("where", ["import", "define A", "probe A", "own", "probe B"])
def test_process_ended_from_outside_every_time_is_a_fault_of_the_grader(where):
    with pytest.raises(GraderFault, match="was ended from outside 3 times, most likely by the system for want of"):
        drive(struck(where, 99, "killed_from_outside", []), asked_in_turn(1))


@pytest.mark.parametrize("where", ["import", "define A", "probe A", "own", "probe B"])
def test_process_that_broke_off_is_replayed_once_before_it_counts(where):
    log: list[str] = []
    assert statuses(drive(struck(where, 1, "broke_off", log), asked_in_turn(1))) == {"A": "right", "B": "right"}
    execution = drive(struck(where, 2, "broke_off", log := []), asked_in_turn(1))
    lost = {"probe A": "A", "probe B": "B"}.get(where)
    assert statuses(execution) == {"A": "right", "B": "right", **({lost: "timed out"} if lost else {})}
    assert log.count(where) == 2, "spared the first time, replayed without it the second"


def struck(where, times, how, log):
    """A run whose process ends in a way at one step, so many times."""
    strokes = iter(range(times))

    class Struck(FakeSession):
        def _does(self, what):
            super()._does(what)
            hit = what == where and next(strokes, None) is not None
            setattr(self, how, hit)
            self.alive = not hit
            return self.alive

    return NotebookRun(Submission("s", "lab", "0", CELLS), lambda: Struck(log, ()))


def test_nothing_is_replayed_after_a_death_at_the_end():
    execution, log = run("probe B")
    assert log.count("open") == 1
    assert statuses(execution) == {"A": "right", "B": "timed out"}


def test_notebook_of_fatal_steps_ends_with_every_verdict():
    execution, log = run("import", "define A", "probe A", "own", "define B", "probe B")
    assert statuses(execution) == {"A": "timed out", "B": "timed out"}
    assert log.count("open") == 6


def test_cells_after_the_budget_is_spent_are_not_run():
    execution, log = run(budget=-1.0)
    assert log == ["open", "close"]
    assert statuses(execution) == {"A": "timed out", "B": "timed out"}
    assert execution.cells["own-1"].error == "not run: the whole notebook had used up its -1 seconds"


def test_unread_questions_are_never_sent():
    def examine(name, process):
        with closing(process.ask([question(name)] * 5)) as answers:
            return Verdict(name, next(answers).status, 0, 1)

    _, log = run(examine=examine)
    assert (log.count("probe A"), log.count("probe B")) == (1, 1)


class SlowSession(FakeSession):
    """A fake session that takes twenty seconds for each question."""

    def _does(self, what):
        self.spent += 20.0
        return super()._does(what)


def run_slowly(examine, budget):
    return run(examine=examine, budget=budget, session=SlowSession)


def test_time_of_the_process_counts_against_the_budget():
    execution, log = run_slowly(once, budget=70.0)
    assert log == ["open", "import", "define A", "probe A", "own", "close"]
    assert execution.cells["B"].error == "not run: the whole notebook had used up its 70 seconds"
    assert statuses(execution) == {"A": "ok", "B": "timed out"}


def test_time_of_the_grader_does_not_count_against_the_budget(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def examine(name, process):
        clock[0] += 1000.0
        return once(name, process)

    assert statuses(run(budget=50.0, examine=examine)[0]) == {"A": "ok", "B": "ok"}


def test_training_run_does_not_count_against_the_budget():
    def examine(name, process):
        with process.uncounted():
            return once(name, process)

    execution, log = run_slowly(examine, budget=90.0)
    assert log[-3:] == ["define B", "probe B", "close"]
    assert statuses(execution) == {"A": "ok", "B": "ok"}


def test_restart_for_an_exercise_does_not_count_the_replay():
    restarted = []

    def examine(name, process):
        verdict = once(name, process)
        if name == "B" and not restarted:
            restarted.append(name)
            return None
        return verdict

    execution, log = run_slowly(examine, budget=110.0)
    replayed = ["open", "import", "define A", "own", "define B", "probe B", "close"]
    assert log == [*replayed[:3], "probe A", *replayed[3:], *replayed]
    assert statuses(execution) == {"A": "ok", "B": "ok"}


def test_second_restart_for_an_exercise_is_a_fault():
    def examine(name, process):
        process.ask_one(question(name))

    with pytest.raises(RuntimeError, match="A: restarted already"):
        run(examine=examine)


def test_check_cell_without_a_verdict_in_a_usable_process_is_a_fault():
    execution = NotebookRun(Submission("s", "lab", "0", CELLS), lambda: FakeSession([], ()))
    with pytest.raises(RuntimeError, match="check-A: no verdict"), closing(execution.check_cells()) as check_cells:
        list(check_cells)


def test_fault_of_the_grader_is_raised_and_ends_the_session():
    log: list[str] = []

    def examine(name, process):
        raise AssertionError("a fault")

    execution = NotebookRun(Submission("s", "lab", "0", CELLS), lambda: FakeSession(log, ()))
    with pytest.raises(AssertionError, match="a fault"):
        drive(execution, examine)
    assert log == ["open", "import", "define A", "close"]


class HungrySession(FakeSession):
    """A fake session that runs out of memory on the given sources and tasks, and survives."""

    def run_cell(self, source, cell_id, limits=None):
        self.log.append(source)
        return CellResult("out of memory", error="MemoryError") if source in self.deadly else CellResult()

    def probes(self, questions):
        for asked in questions:
            self.log.append(f"probe {asked.task}")
            yield Observation("out of memory") if f"probe {asked.task}" in self.deadly else Observation()


@pytest.mark.parametrize("hungry", ["own", "probe A"])
def test_process_out_of_memory_is_not_used_further(hungry):
    execution, log = run(hungry, examine=asked_in_turn(1), session=HungrySession)
    after = log[log.index(hungry) + 1 :]
    assert after[:2] == ["close", "open"]
    assert hungry not in after
    assert execution.verdicts["B"].status == "right"
    assert execution.verdicts["A"].status == ("out of memory" if hungry == "probe A" else "right")


def test_process_that_ends_while_answers_are_dropped_is_not_used_further():
    class EndsLate(FakeSession):
        def probes(self, questions):
            try:
                yield from super().probes(questions)
            finally:
                self.alive = self.alive and len(questions) == 1

    def examine(name, process):
        with closing(process.ask([question(name)] * (2 if name == "A" else 1))) as answers:
            return Verdict(name, next(answers).status, 0, 1)

    execution, log = run(examine=examine, session=EndsLate)
    assert statuses(execution) == {"A": "ok", "B": "ok"}
    assert log[3:6] == ["probe A", "close", "open"]


def test_notebook_that_ends_process_after_process_is_stopped():
    deadly = [f"end {number}" for number in range(200)]
    cells = (*(Cell(source, "own", source) for source in deadly), *CELLS)
    execution, log = run(*deadly, cells=cells)
    assert log.count("open") == MOST_PROCESSES + 1
    assert sum(log.count(source) for source in deadly) == MOST_PROCESSES
    assert statuses(execution) == {"A": "timed out", "B": "timed out"}
    assert execution.cells["own-1"].error == f"not run: the notebook had ended {MOST_PROCESSES} processes before"
