"""The proof that an exercise grades rightly: it agrees with its oracle, and tells right from wrong by far.

For every exercise: the solution equals the oracle on many seeds; every `right` uses a tenth of the tolerance at most;
every `wrong` misses it tenfold on a public case and on one of every secret seed, and is diagnosed as itself alone;
no verdict on a `wrong` depends on the seed;
a right answer misses a threshold of accuracy at most once in a thousand times, as its calibration says, and what a
tier of a challenge was calibrated with reaches the next one no more often;
any two `wrong` differ tenfold somewhere; every mutant of the solution is noticed by a public case, or excused in
writing
(of a challenge's solution none is made: it is one of many); the solution
earns everything and the stub nothing, and no case passes when nothing is done.

Where a task is random, statistics have bounds instead (grader.probes.statistics): the oracle and every `right` keep
within them; a `wrong`, and any two of them, are two bounds apart, so that another draw of theirs, itself within one
bound of this one, is still more than a bound away; and the bounds together refuse a right answer once in a million
times at most.
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

from grader.authoring.proof.bench import Bench, drawn_cases, idle, judge_text, trained
from grader.authoring.proof.kill_matrix import kill_matrix, mutant_rows
from grader.authoring.proof.margins import MOST_FALSE_ALARMS, RUNS, false_alarm, false_fails, lucky_passes
from grader.authoring.proof.public_cases import remark_problems, secret_only_problems
from grader.authoring.proof.reference_checks import (
    SEEDS,
    apart_problems,
    naming_problems,
    oracle_problems,
    right_shares,
    steady_problems,
    wrong_margins,
)
from grader.core.cpu import core_count
from grader.core.kill_matrix import MOST, Variant
from grader.core.proof import ExerciseProof
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab, read_course
from grader.course.reference import Reference
from grader.judge.thresholds import MOST_FALSE_FAILS, MOST_LUCKY
from grader.sandbox import Sandbox


def verify_lab(
    course: Course,
    lab: Lab,
    names: Sequence[str] | None = None,
    jobs: int | None = None,
    *,
    matrices: bool = False,
) -> Iterator[ExerciseProof]:
    """The proof of each exercise named (default: all), in that order; yielded as soon as it is there.

    jobs: processes to prove in (default: one per core). matrices: also the kill matrices, for which every mutant runs
    on every case. Raises UsageError for an unknown name.
    """
    wanted = [lab.exercise(name) for name in names] if names is not None else list(lab.exercises)
    jobs = min(jobs or core_count(), len(wanted))
    if jobs <= 1:
        with Sandbox(lab.libraries, allow_weak=True) as sandbox:
            yield from (prove(lab, exercise, sandbox, matrices=matrices) for exercise in wanted)
        return
    # Observing is not safe in threads (it records warnings), and forking is not safe beside them: so new processes.
    context = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(jobs, context, _start, (course.root, lab.name)) as pool:
        yield from pool.map(partial(_prove_named, matrices=matrices), [exercise.name for exercise in wanted])


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """New processes compute on one thread: there are as many of them as cores already."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})


_worker: list[tuple[Lab, Sandbox]] = []


def _start(root: Path, lab: str) -> None:
    found = read_course(root).lab(lab)
    sandbox = Sandbox(found.libraries, allow_weak=True)
    sandbox.__enter__()
    atexit.register(sandbox.close)
    _worker.append((found, sandbox))


def _prove_named(name: str, *, matrices: bool) -> ExerciseProof:
    lab, sandbox = _worker[0]
    return prove(lab, lab.exercise(name), sandbox, matrices=matrices)


def prove(lab: Lab, exercise: Exercise, sandbox: Sandbox, *, matrices: bool = False) -> ExerciseProof:
    """The proof of one exercise; its mutants, stub and solution run in the sandbox, the rest is computed here."""
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
    with Bench(lambda: sandbox.open(handouts)) as bench:
        ends = [*end_problems(bench, reference), *training_problems(bench, lab, exercise)]
        asked = drawn_cases(exercise, SEEDS[0])
        rows = list(mutant_rows(bench, reference, asked, whole=matrices)) if not exercise.free else []
        survived, mutated = mutant_problems(exercise, rows)
        matrix = kill_matrix(bench, reference, lab.name, asked, rows, stub(exercise)) if matrices else None
    problems = (*oracle, *right, *caught, *(line for _, line in named), *apart_problems(reference))
    problems += (*steady_problems(reference), *alarming, *calibration_problems(fails), *tier_problems(exercise))
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
        false_fail=max((missed for missed in fails.values() if missed is not None), default=0.0),
        problems=problems,
        matrix=dataclasses.replace(matrix, problems=problems) if matrix else None,
    )


def end_problems(bench: Bench, reference: Reference) -> Iterator[str]:
    """What keeps the solution from all points, and the stub, or doing nothing, from none."""
    from grader.authoring.build import stub

    exercise = reference.exercise
    asked = drawn_cases(exercise, SEEDS[0])
    solved = judge_text(bench, reference, exercise.text, asked)
    if solved.points != exercise.points:
        yield f"the solution earns {solved.points:g} of {exercise.points:g} in the sandbox: {solved.message}"
    yield from (f"the solution is right, but {note}" for note in solved.notes)
    if len(stub(exercise)) and (empty := judge_text(bench, reference, stub(exercise), asked)).points:
        yield f"the stub earns {empty.points:g} points"
    for case in judge_text(bench, reference, idle(exercise.text), asked).cases:
        if case.earned:
            yield f"{case.case!r} ({case.seed}) passes when nothing is done"


def training_problems(bench: Bench, lab: Lab, exercise: Exercise) -> Iterator[str]:
    """Training runs of the solution that miss full credit, on the data sets that need no download."""
    from grader import datasets
    from grader.datasets.catalog import find_catalog

    if exercise.training is None:
        return
    others = {other.name: other for other in lab.exercises}
    for name, (_, full) in exercise.training.thresholds.items():
        if not find_catalog().entry(name).builtin:
            continue
        for optimizer, reached in trained(bench, exercise, others, datasets.load(name), SEEDS[0]):
            if reached is None or reached < full:
                told = "gives no predictions" if reached is None else f"reaches {reached:.2%} of {full:.2%}"
                yield f"the solution, trained on {name} with {optimizer}, {told}"


def calibration_problems(fails: Mapping[str, float | None]) -> Iterator[str]:
    """Thresholds of accuracy that a right answer misses too often, or of which nobody knows."""
    for threshold, missed in fails.items():
        if missed is None:
            told = "run tests/benchmarks/calibration.py and write them into `reached`"
            yield f"the calibration lacks the accuracies of {RUNS} runs for {threshold}: {told}"
        elif missed >= MOST_FALSE_FAILS:
            yield f"a right answer misses {threshold} with probability {missed:.1e}, not below {MOST_FALSE_FAILS:g}"


def tier_problems(exercise: Exercise) -> Iterator[str]:
    """Tiers that the reference of the one before reaches too often, by luck."""
    for threshold, reached in lucky_passes(exercise):
        if reached >= MOST_LUCKY:
            yield f"the tier before reaches {threshold} with probability {reached:.1e}, not below {MOST_LUCKY:g}"


def mutant_problems(exercise: Exercise, rows: Sequence[Variant]) -> tuple[int, list[str]]:
    """How many mutants survive without an excuse, and a line for each; stale excuses as well."""
    alive = [row for row in rows if row.first is None]
    loose = [row.name for row in alive if not row.excuse]
    stale = set(exercise.survivors) - {row.name for row in alive}
    problems = [f"no case notices the mutant {label!r}" for label in loose]
    problems += [f"survivors excuses {label!r}, which is noticed or no mutant at all" for label in sorted(stale)]
    return len(loose), problems
