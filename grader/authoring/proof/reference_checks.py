"""Check an exercise's references on many seeds: oracle, right answers, mistakes and their diagnoses.

Everything here runs course code outside the sandbox; `verify` adds what runs in it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from grader.authoring.proof.bench import drawn_cases
from grader.authoring.proof.margins import (
    MARGIN,
    far_apart,
    is_random,
    least_wrong,
    mistake_share,
    most_right,
    scale_tolerance,
    tolerance_share,
)
from grader.core.records import Observation, Tolerance
from grader.course.edits import apply_edits
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.course.variants import Right
from grader.grading.exercise_runner import case_run
from grader.judge.cases import find_causes, judge_cases
from grader.judge.compare import compare, element_name

SEEDS = tuple(secret_seed(f"proof {i}".encode()) for i in range(10))
#: Seeds of the slower checks.
FEW = SEEDS[:3]


def oracle_problems(reference: Reference) -> Iterator[str]:
    """Yield a line where solution and oracle differ by more than 1e-9 (a tenth of the tolerance, where it is wider)."""
    for drawn in drawn_cases(reference.exercise, *SEEDS):
        case, seed = drawn.case, drawn.seed
        expected, got = reference.expected(case, seed), reference.oracle(case, seed)
        if expected.status != "ok" or got.status != "ok":
            name, failed = ("solution", expected) if expected.status != "ok" else ("oracle", got)
            yield f"{case.name!r} ({seed.name}): the {name} {failed.status}: {failed.error}"
            continue
        wide = case.tolerance.rtol > 1e-6
        mismatch = compare(expected, got, scale_tolerance(case.tolerance, 0.1) if wide else Tolerance(1e-9, 1e-12))
        if mismatch:
            where = element_name(mismatch)
            message = f"the solution gives {mismatch.expected}, the oracle {mismatch.got}, off by {mismatch.off:.2g}"
            yield f"{case.name!r} ({seed.name}): {where}: {message}"


def right_shares(reference: Reference) -> tuple[list[float], list[str]]:
    """Return the largest share of the tolerance that each `right` uses, and a line for each that uses too much."""
    shares, problems, most = [], [], most_right(reference)
    for right in reference.exercise.right:
        worst, at = 0.0, ""
        for drawn in drawn_cases(reference.exercise, *FEW):
            case, seed = drawn.case, drawn.seed
            expected, got = reference.expected(case, seed), observe_right(reference, right, drawn)
            failed = got.status != "ok" or (
                compare(expected, got, case.tolerance) and not tolerance_share(expected, got, case)
            )
            share = math.inf if failed else tolerance_share(expected, got, case)
            if share > worst:
                worst, at = share, f"{case.name!r} ({seed.name}){': ' + got.error if got.error else ''}"
        shares.append(worst)
        if worst > most:
            problems.append(f"right {right.name!r} uses {worst:.3g} of the tolerance on {at}, allowed {most:g}")
    return shares, problems


def observe_right(reference: Reference, right: Right, drawn: DrawnCase) -> Observation:
    """Observe another right answer, without a timeout: loops in place of array operations may be slow."""
    task = right.task
    source = (lambda: reference.compile(right.edits)) if task is None else (lambda: task)
    return reference.run(f"right: {right.name}", source, drawn.case, drawn.seed)


def wrong_margins(reference: Reference) -> tuple[list[float], list[str]]:
    """Return by how many tolerances each `wrong` differs on its clearest case, and a line for each too close one."""
    reached, problems = [], []
    exercise = reference.exercise
    for wrong in exercise.wrong:
        clearest = {PUBLIC.name: max(mistake_share(reference, wrong, case, PUBLIC) for case in exercise.public)}
        for seed in FEW:
            clearest[seed.name] = max(mistake_share(reference, wrong, case, seed) for case in exercise.cases)
        name, least = min(clearest.items(), key=lambda item: item[1])
        reached.append(least)
        ends = ((case.name, reference.edited(wrong.edits, case, PUBLIC)) for case in exercise.cases)
        endless = [f"{name!r}: {each.error}" for name, each in ends if each.status == "timed out"]
        if endless:
            problems.append(f"wrong {wrong.name!r} does not end, so it can never be named; {endless[0]}")
        elif least < least_wrong(reference):
            problems.append(
                f"wrong {wrong.name!r} misses the tolerance only {least:.3g} times on its clearest {name} case"
            )
    return reached, problems


def naming_problems(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield (mistake, line) for each that is not diagnosed as itself alone by `check` (public cases) and by grading."""
    exercise = reference.exercise
    for wrong in exercise.wrong:
        source = apply_edits(exercise.text, wrong.edits)
        for who, seeds in (("check", ()), ("grading", FEW[:1])):
            judged = judge_cases(
                case_run(reference, drawn, reference.edited(wrong.edits, drawn.case, drawn.seed))
                for drawn in drawn_cases(exercise, *seeds)
            )
            diagnosis = find_causes(judged, source=lambda text=source: text, singles=reference.mistakes).diagnosis  # type: ignore[misc]
            if diagnosis is None or diagnosis.name != wrong.name:
                found = f"as {diagnosis.name!r}" if diagnosis else "as nothing known"
                yield wrong.name, f"wrong {wrong.name!r} is diagnosed {found} by {who}"


def separation_problems(reference: Reference) -> Iterator[str]:
    """Yield a line for every two mistakes that no public case separates by ten tolerances (two bounds, where random).

    Mistakes with different syntactic traits are separate without that.
    """
    exercise = reference.exercise
    for one, other in itertools.combinations(exercise.wrong, 2):
        if one.syntax != other.syntax:
            continue
        if not any(
            far_apart(reference.edited(one.edits, c, PUBLIC), reference.edited(other.edits, c, PUBLIC), c.tolerance)
            for c in exercise.public
        ):
            yield f"wrong {one.name!r} and {other.name!r} are hardly told apart by any public case"


def seed_problems(reference: Reference) -> Iterator[str]:
    """Yield a line for each mistake whose verdict on a case depends on the seed, or is too close to the tolerance.

    On every case a mistake must be ten times outside the tolerance or ten times inside, with every seed. Random tasks
    are not checked, because their statistics vary between draws; see `wrong_margins`.
    """
    if is_random(reference):
        return
    for wrong, case in itertools.product(reference.exercise.wrong, reference.exercise.cases):
        shares = {seed.name: mistake_share(reference, wrong, case, seed) for seed in SEEDS}
        caught = sum(share > 1 for share in shares.values())
        least, most = min(shares.values()), max(shares.values())
        if 0 < caught < len(shares):
            message = f"with {caught} of {len(shares)} seeds ({least:.2g} to {most:.2g} times the tolerance)"
            yield f"wrong {wrong.name!r} is caught on {case.name!r} {message}"
            continue
        close = [(share, name) for name, share in shares.items() if 1 / MARGIN < share < MARGIN]
        if close:
            share, name = min(close, key=lambda item: abs(math.log(item[0])))
            message = f"{share:.2g} times the tolerance ({name}), allowed below 0.1 or from 10 on"
            yield f"wrong {wrong.name!r} is too close to call on {case.name!r}: {message}"
