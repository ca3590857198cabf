"""Prove that an exercise grades rightly: it agrees with its oracle, and separates right answers from wrong ones.

For every exercise:
- the solution equals the oracle on many seeds;
- every `right` uses a tenth of the tolerance at most;
- every `wrong` exceeds the tolerance tenfold on a public case, and on one of every secret seed;
- every `wrong` is diagnosed as itself alone, by `check` and by grading;
- no verdict on a `wrong` depends on the seed;
- any two `wrong` differ tenfold on some public case, or in their syntactic traits;
- every mutant of the solution is caught by a public case, or excused in writing (a challenge's solution is one of many,
  so it has no mutants);
- the solution earns all points and raises no remark, the stub earns none, and no case passes when nothing is done;
- no answer that gives back zeros, a constant or an input earns points, in the solution's types and shapes or not;
- every remark is made on a public case and leaves the answer right.

Where a training run is judged by accuracy:
- the solution earns full credit;
- a right answer misses a threshold at most once in a thousand times, by the calibration's accuracies;
- the reference of one tier of a challenge reaches the next tier no more often than that.

Where a task is random, statistics have bounds in place of the tolerance (grader.facts.statistics):
- the oracle and every `right` stay within the bounds;
- a `wrong` is two bounds away, and so are any two of them: another draw, which lies within one bound of this one, is
  still more than one bound away;
- all bounds together fail a right answer at most once in a million times.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType

from grader.authoring.proof.bench import Bench, drawn_cases, idle, judge_text, trained
from grader.authoring.proof.costs import mistake_costs, percent
from grader.authoring.proof.kill_matrix import kill_matrix, mutant_rows
from grader.authoring.proof.margins import MOST_FALSE_ALARMS, RUNS, false_alarm, false_fails, lucky_passes
from grader.authoring.proof.public_cases import remark_problems, secret_only_problems
from grader.authoring.proof.quiz_proof import prove_quiz
from grader.authoring.proof.reference_checks import (
    SEEDS,
    naming_problems,
    oracle_problems,
    right_shares,
    seed_problems,
    separation_problems,
    wrong_margins,
)
from grader.authoring.proof.trivial import trivial_problems
from grader.core.cpu import core_count
from grader.core.kill_matrix import MOST, Variant
from grader.core.proof import ExerciseProof
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab, read_course
from grader.course.quiz import Quiz
from grader.course.reference import Reference
from grader.judge.thresholds import MOST_FALSE_FAILS, MOST_LUCKY
from grader.sandbox import Sandbox


def verify_exercises(
    course: Course, chosen: Sequence[tuple[Lab, Exercise | Quiz]], jobs: int | None = None, *, matrices: bool = False
) -> Iterator[ExerciseProof]:
    """Prove exercises; yield each proof as soon as it is there, in order.

    course: that they belong to
    chosen: exercises and quizzes, each with its lab, in the order of the proofs; of several labs at once, because every
        process imports torch and nbgrader, which takes longer than many a proof
    jobs: number of processes; default: one per core
    matrices: whether to compute kill matrices, for which every mutant runs on every case
    """
    jobs = min(jobs or core_count(), len(chosen))
    if jobs <= 1:
        with Prover() as prover:
            yield from (prover.prove(lab, exercise, matrices=matrices) for lab, exercise in chosen)
        return
    # Threads cannot be used, because observing records warnings; nor can fork, because the parent has threads.
    context = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(jobs, context, _start, (course.root,)) as pool:
        prove_named = partial(_prove_named, matrices=matrices)
        proofs = {_key(each): pool.submit(prove_named, *_key(each)) for each in longest_first(chosen)}
        yield from (proofs[_key(each)].result() for each in chosen)


def _key(each: tuple[Lab, Exercise | Quiz]) -> tuple[str, str]:
    lab, exercise = each
    return lab.name, exercise.name


def longest_first(chosen: Sequence[tuple[Lab, Exercise | Quiz]]) -> list[tuple[Lab, Exercise | Quiz]]:
    """Sort exercises by how long a proof takes: first what trains, then by mistakes and length of the source."""

    def size(each: tuple[Lab, Exercise | Quiz]) -> tuple[bool, int]:
        exercise = each[1]
        if isinstance(exercise, Quiz):
            return False, 0
        return bool(exercise.training or exercise.contest), len(exercise.wrong) * len(exercise.text)

    return sorted(chosen, key=size, reverse=True)


class Prover:
    """Prove exercises in this process, with one sandbox for all labs that use the same libraries. A context manager."""

    def __init__(self) -> None:
        self._sandboxes: dict[tuple[str, ...], Sandbox] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Prover:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def prove(self, lab: Lab, exercise: Exercise | Quiz, *, matrices: bool = False) -> ExerciseProof:
        """Prove an exercise or a quiz of a lab; a quiz has no kill matrix."""
        if isinstance(exercise, Quiz):
            return prove_quiz(lab.name, exercise)
        libraries = tuple(lab.libraries)
        if libraries not in self._sandboxes:
            self._sandboxes[libraries] = self._stack.enter_context(Sandbox(libraries, allow_weak=True))
        return prove(lab, exercise, self._sandboxes[libraries], matrices=matrices)


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started in a `with` block compute on one thread each: there is one process per core already."""
    variables = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(dict.fromkeys(variables, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})


_worker: list[tuple[Course, Prover]] = []


def _start(root: Path) -> None:
    prover = Prover()
    atexit.register(prover.__exit__, None, None, None)
    _worker.append((read_course(root), prover))


def _prove_named(lab: str, name: str, *, matrices: bool) -> ExerciseProof:
    course, prover = _worker[0]
    found = course.lab(lab)
    return prover.prove(found, found.item(name), matrices=matrices)


def prove(lab: Lab, exercise: Exercise, sandbox: Sandbox, *, matrices: bool = False) -> ExerciseProof:
    """Prove one exercise; its mutants, stub and solution run in the sandbox, the rest in this process."""
    from grader.authoring.build import stub

    reference = Reference(exercise, lab.given)
    oracle = list(oracle_problems(reference))
    shares, right = right_shares(reference)
    reached, caught = wrong_margins(reference)
    named = list(naming_problems(reference))
    alarm = false_alarm(reference, SEEDS[0])
    alarming = [] if alarm <= MOST_FALSE_ALARMS else [f"a right answer is refused with probability {alarm:.1e}"]
    fails = dict(false_fails(exercise))
    handouts = lab.handouts
    with Bench(lambda: sandbox.open(handouts), lab.imports) as bench:
        ends = [*score_problems(bench, reference), *training_problems(bench, lab, exercise)]
        ends += trivial_problems(bench, reference, drawn_cases(exercise, SEEDS[0]))
        cases = drawn_cases(exercise, SEEDS[0])
        rows = list(mutant_rows(bench, reference, cases, whole=matrices)) if not exercise.free else []
        survived, mutated = mutant_problems(exercise, rows)
        matrix = kill_matrix(bench, reference, lab.name, cases, rows, stub(exercise)) if matrices else None
    problems = (*oracle, *right, *caught, *(line for _, line in named), *separation_problems(reference))
    problems += (*seed_problems(reference), *alarming, *calibration_problems(fails), *tier_problems(exercise))
    problems += (*ends, *mutated, *secret_only_problems(exercise, rows), *remark_problems(reference, SEEDS[0]))
    return ExerciseProof(
        lab=lab.name,
        exercise=exercise.name,
        oracle_ok=not oracle,
        right_total=len(exercise.right),
        right_passed=len(exercise.right) - len(right),
        wrong_total=len(exercise.wrong),
        wrong_caught=len(exercise.wrong) - len(caught),
        wrong_named=len(exercise.wrong) - len({name for name, _ in named}),
        mutants_total=len(rows),
        mutants_survived=survived,
        margin_right=round(min((1 / share if share else MOST for share in shares), default=MOST), 3),
        margin_wrong=round(min(reached, default=MOST), 3),
        false_alarm=alarm,
        costs={name: percent(cost) for name, cost in mistake_costs(reference).items()},
        false_fail=max((missed for missed in fails.values() if missed is not None), default=0.0),
        problems=problems,
        matrix=dataclasses.replace(matrix, problems=problems) if matrix else None,
    )


def score_problems(bench: Bench, reference: Reference) -> Iterator[str]:
    """Yield a line where the solution misses points or earns a remark, or where the stub or idle code earns points."""
    from grader.authoring.build import stub

    exercise = reference.exercise
    cases = drawn_cases(exercise, SEEDS[0])
    solved = judge_text(bench, reference, exercise.text, cases)
    if solved.points != exercise.points:
        yield f"the solution earns {solved.points:g} of {exercise.points:g} in the sandbox: {solved.message}"
    yield from (f"the solution is right, but {note}" for note in solved.notes)
    if len(stub(exercise)) and (empty := judge_text(bench, reference, stub(exercise), cases)).points:
        yield f"the stub earns {empty.points:g} points"
    for case in judge_text(bench, reference, idle(exercise.text), cases).cases:
        if case.status == "right":
            yield f"{case.case!r} ({case.seed}) passes when nothing is done"


def training_problems(bench: Bench, lab: Lab, exercise: Exercise) -> Iterator[str]:
    """Yield a line for each training run of the solution without full credit, on data sets that need no download."""
    from grader import datasets
    from grader.datasets.catalog import find_catalog

    if exercise.training is None:
        return
    for name, (_, full) in exercise.training.thresholds.items():
        if not find_catalog().entry(name).builtin:
            continue
        for optimizer, reached in trained(bench, lab, exercise, datasets.load(name), SEEDS[0]):
            if reached is None or reached < full:
                outcome = "gives no predictions" if reached is None else f"reaches {reached:.2%} of {full:.2%}"
                yield f"the solution, trained on {name} with {optimizer}, {outcome}"


def calibration_problems(fails: Mapping[str, float | None]) -> Iterator[str]:
    """Yield a line for each threshold of accuracy that a right answer misses too often, or that is not calibrated."""
    for threshold, missed in fails.items():
        if missed is None:
            remedy = "run tests/benchmarks/calibration.py and write them into `reached`"
            yield f"the calibration lacks the accuracies of {RUNS} runs for {threshold}: {remedy}"
        elif missed >= MOST_FALSE_FAILS:
            yield f"a right answer misses {threshold} with probability {missed:.1e}, not below {MOST_FALSE_FAILS:g}"


def tier_problems(exercise: Exercise) -> Iterator[str]:
    """Yield a line for each tier that the reference of the tier before reaches too often by chance."""
    for threshold, reached in lucky_passes(exercise):
        if reached >= MOST_LUCKY:
            yield f"the tier before reaches {threshold} with probability {reached:.1e}, not below {MOST_LUCKY:g}"


def mutant_problems(exercise: Exercise, rows: Sequence[Variant]) -> tuple[int, list[str]]:
    """Return the number of mutants that survive without an excuse, and a line for each and for each stale excuse."""
    alive = [row for row in rows if row.first is None]
    unexcused = [row.name for row in alive if not row.excuse]
    stale = set(exercise.survivors) - {row.name for row in alive}
    problems = [f"no case notices the mutant {label!r}" for label in unexcused]
    problems += [f"survivors excuses {label!r}, which is noticed or no mutant at all" for label in sorted(stale)]
    return len(unexcused), problems
