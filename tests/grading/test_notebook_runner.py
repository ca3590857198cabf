"""A submission is run to its end whatever its cells do: fatal ones are left out of the replay, and only those."""

import time
from collections.abc import Iterator

import pytest

from grader.core.limits import Limits
from grader.core.records import Cell, CellResult, Observation, Question, Submission, Verdict
from grader.grading.notebook_runner import AgainError, Execution


class FakeSession:
    """A process that dies on the sources and tasks it is told are fatal."""

    def __init__(self, log, deadly):
        self.log, self.deadly, self.alive = log, deadly, True
        self.killed_from_outside = False
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


def run(*deadly, cells=CELLS, budget=60.0, run_all=False, cases=2, examine=None):
    log: list[str] = []

    def twice(name, execution) -> Iterator:
        seen = []
        for _ in range(cases):
            for answer in (yield [Question(name, "call", {}, Limits())]):
                seen.append(answer)
        return Verdict(name, "right" if all(o.status == "ok" for o in seen) else seen[0].status, 0, 1)

    submission = Submission("s", "lab", "0", cells)
    execution = Execution(
        submission, lambda: FakeSession(log, deadly), examine or twice, budget=budget, run_all=run_all
    )
    execution.run()
    return execution, log


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


def test_a_fatal_cell_is_left_out_of_the_replay_and_the_rest_is_judged():
    execution, log = run("own")
    assert execution.cells["own-1"].status == "killed"
    assert statuses(execution) == {"A": "right", "B": "right"}
    assert log.count("own") == 1
    assert log.count("probe A") == 2, "an exercise that has its verdict is not examined again"
    assert log.count("open") == log.count("close") == 2


def test_a_fatal_exercise_keeps_its_verdict_and_is_not_asked_again():
    execution, log = run("probe A")
    assert statuses(execution) == {"A": "timed out", "B": "right"}
    assert log.count("probe A") == 1


@pytest.mark.parametrize("where", ["import", "define A", "probe A", "own", "probe B"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_process_that_was_ended_from_outside_is_replayed_once(where, times):
    log: list[str] = []
    strokes = iter(range(times))

    def examine(name, execution):
        [seen] = yield [Question(name, "call", {}, Limits())]
        return Verdict(name, "right" if seen.status == "ok" else seen.status, 0, 1)

    class Struck(FakeSession):
        def _does(self, what):
            super()._does(what)
            self.killed_from_outside = what == where and next(strokes, None) is not None
            self.alive = not self.killed_from_outside
            return self.alive

    execution = Execution(Submission("s", "lab", "0", CELLS), lambda: Struck(log, ()), examine)
    execution.run()
    lost = {"probe A": "A", "probe B": "B"}.get(where)
    expected = {"A": "right", "B": "right"}
    if times == 2 and lost:
        expected[lost] = "timed out"
    assert statuses(execution) == expected
    assert log.count(where) == 2, "spared the first time, replayed without it the second"


def test_nothing_is_replayed_after_a_death_at_the_end():
    execution, log = run("probe B")
    assert log.count("open") == 1
    assert statuses(execution) == {"A": "right", "B": "timed out"}


def test_every_step_fatal_still_ends_with_every_verdict():
    execution, log = run("import", "define A", "probe A", "own", "define B", "probe B")
    assert statuses(execution) == {"A": "timed out", "B": "timed out"}
    assert log.count("open") == 6


def test_a_used_up_budget_is_said_and_nothing_runs():
    execution, log = run(budget=-1.0)
    assert log == ["open", "close"]
    assert statuses(execution) == {"A": "timed out", "B": "timed out"}
    assert execution.cells["own-1"].error == "not run: the whole notebook had used up its -1 seconds"


def test_what_an_exercise_does_not_read_is_never_asked():
    def examine(name, execution):
        answers = yield [Question(name, "call", {}, Limits())] * 5
        return Verdict(name, next(answers).status, 0, 1)

    log: list[str] = []
    execution = Execution(Submission("s", "lab", "0", CELLS), lambda: FakeSession(log, ()), examine)
    execution.run()
    assert (log.count("probe A"), log.count("probe B")) == (1, 1)


class SlowSession(FakeSession):
    """A process that takes twenty seconds for whatever it is asked."""

    def _does(self, what):
        self.spent += 20.0
        return super()._does(what)


def run_slowly(examine, budget, cells=CELLS):
    log: list[str] = []
    execution = Execution(Submission("s", "lab", "0", cells), lambda: SlowSession(log, ()), examine, budget=budget)
    execution.run()
    return execution, log


def once(name, execution):
    [seen] = yield [Question(name, "call", {}, Limits())]
    return Verdict(name, seen.status, 0, 1)


def test_what_the_process_takes_counts_against_the_budget():
    execution, log = run_slowly(once, budget=70.0)
    assert log == ["open", "import", "define A", "probe A", "own", "close"]
    assert execution.cells["B"].error == "not run: the whole notebook had used up its 70 seconds"
    assert statuses(execution) == {"A": "ok", "B": "timed out"}


def test_what_the_grader_itself_takes_does_not_count(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def examine(name, execution):
        [seen] = yield [Question(name, "call", {}, Limits())]
        clock[0] += 1000.0
        return Verdict(name, seen.status, 0, 1)

    assert statuses(run(budget=50.0, examine=examine)[0]) == {"A": "ok", "B": "ok"}


def test_a_training_run_is_not_counted_against_the_budget():
    def examine(name, execution):
        with execution.uncounted():
            return (yield from once(name, execution))

    execution, log = run_slowly(examine, budget=90.0)
    assert log[-3:] == ["define B", "probe B", "close"]
    assert statuses(execution) == {"A": "ok", "B": "ok"}


def test_an_examination_may_begin_anew_in_a_fresh_process_without_paying_for_the_replay():
    def examine(name, execution):
        [seen] = yield [Question(name, "call", {}, Limits())]
        if name == "B" and name not in execution.noted:
            execution.noted[name] = seen.status
            raise AgainError
        return Verdict(name, execution.noted.get(name, seen.status), 0, 1)

    execution, log = run_slowly(examine, budget=110.0)
    replayed = ["open", "import", "define A", "own", "define B", "probe B", "close"]
    assert log == [*replayed[:3], "probe A", *replayed[3:], *replayed]
    assert statuses(execution) == {"A": "ok", "B": "ok"}


def test_an_examination_may_begin_anew_only_once():
    def examine(name, execution):
        yield [Question(name, "call", {}, Limits())]
        raise AgainError

    with pytest.raises(AgainError):
        run(examine=examine)


def test_a_fault_of_the_sandbox_is_not_swallowed():
    def examine(name, execution):
        raise AssertionError("a fault")
        yield

    execution = Execution(Submission("s", "lab", "0", CELLS), lambda: FakeSession([], ()), examine)
    with pytest.raises(AssertionError, match="a fault"):
        execution.run()


class HungrySession(FakeSession):
    """A process that runs out of memory, and lives on, on what it is told."""

    def run_cell(self, source, cell_id, limits=None):
        self.log.append(source)
        return CellResult("out of memory", error="MemoryError") if source in self.deadly else CellResult()

    def probes(self, questions):
        for asked in questions:
            self.log.append(f"probe {asked.task}")
            yield Observation("out of memory") if f"probe {asked.task}" in self.deadly else Observation()


@pytest.mark.parametrize("hungry", ["own", "probe A"])
def test_a_process_that_holds_all_its_memory_is_not_used_any_further(hungry):
    log: list[str] = []

    def examine(name, execution) -> Iterator:
        [answer] = yield [Question(name, "call", {}, Limits())]
        return Verdict(name, "right" if answer.status == "ok" else answer.status, 0, 1)

    execution = Execution(Submission("s", "lab", "0", CELLS), lambda: HungrySession(log, [hungry]), examine)
    execution.run()
    after = log[log.index(hungry) + 1 :]
    assert after[:2] == ["close", "open"]
    assert hungry not in after
    assert execution.verdicts["B"].status == "right"
    assert execution.verdicts["A"].status == ("out of memory" if hungry == "probe A" else "right")
