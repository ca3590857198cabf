"""Grades a long queue of light submissions, some of them hostile, and checks every verdict and the grader's memory.

Each submission is written to a folder, read and graded as `grader grade` does it: right, rewritten, with one mistake,
not started, broken (files that are no notebook, answers that do not parse), or with an attack of tests/attacks that
ends soon. What each must get is computed beforehand, outside the sandbox, with the references. Exits with 1 where a
verdict is wrong, one is missing, or the memory of the parent at the end is not within 5 % of what it was after 200.

    python -m tests.benchmarks.soak [--count 2000] [--hostile 0.1] [--broken 0.05] [--jobs 4]
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import platform
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import psutil

from grader.cli.demo.desk import Desk, Draft, Expected, bare, right
from grader.core.records import Grade, Submission
from grader.course.edits import apply_edits
from grader.course.loader import Lab
from grader.course.seeds import course_seed
from grader.grading.batch import grade_all
from grader.submission.read import read_submission
from tests.attacks.catalog import attacks
from tests.attacks.stage import Stage, hand_in

LAB = "06_optimizers"
EVERY = 200
DRIFT = 0.05
#: What takes seconds or much memory by its nature, and families that need the stage's traps around them.
_SLOW = {"timed out", "out of memory"}
_FAMILIES = ("earning", "forging", "lying", "notebook")
_DEATHS = ("abort", "ends_itself", "ends_itself_when_tested", "own_kill", "segmentation_fault", "stopped")


@dataclass(frozen=True)
class Kind:
    """A submission as it is handed in, and what is wrong with a grade of it."""

    name: str
    notebook: bytes
    files: dict[str, bytes]
    faults: Callable[[Grade], list[str]]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--hostile", type=float, default=0.1)
    arguments.add_argument("--broken", type=float, default=0.05)
    arguments.add_argument("--jobs", type=int)
    options = arguments.parse_args()
    with Stage() as stage:
        lab = stage.course.lab(LAB)
        queue = list(mixed(stage, lab, options.count, options.hostile, options.broken))
        hostile, broken = (sum(kind.name.startswith(start) for kind in queue) for start in ("attack ", "broken: "))
        kinds = len({kind.name for kind in queue})
        print(f"{len(queue)} submissions of {kinds} kinds, {hostile} hostile, {broken} broken", flush=True)
        return soak(stage, lab, queue, options.jobs)


def soak(stage: Stage, lab: Lab, queue: list[Kind], jobs: int | None) -> int:
    """Grade the queue; print what it took, and return the exit code."""
    me, others = psutil.Process(), set(psutil.Process().children(recursive=True))
    readers = (partial(read, stage, lab, number, kind) for number, kind in enumerate(queue))
    wrong, rss, start, warm = 0, dict[int, int](), time.perf_counter(), None
    for count, (kind, grade) in enumerate(
        zip(queue, grade_all(readers, stage.course, lab, jobs=jobs), strict=True), start=1
    ):
        for fault in kind.faults(grade):
            wrong += 1
            print(f"{grade.submission}, {kind.name}: {fault}", flush=True)
        if warm is None:
            started = set(me.children(recursive=True)) - others
            warm = min((p for p in started if "python" in p.name()), key=lambda process: process.create_time())
        if count % EVERY == 0 or count == len(queue):
            rss[count] = me.memory_info().rss
            pace = count / (time.perf_counter() - start)
            line = f"{count:5}: {pace:.1f} a second, RSS of the parent {rss[count] / 2**20:.1f} MB"
            print(f"{line}, of the warm process {warm.memory_info().rss / 2**20:.1f} MB", flush=True)
    first, last = rss.get(EVERY, 0), rss[len(queue)]
    drift = last / first - 1 if first else 0.0
    print(f"{count} verdicts, {wrong} wrong; the parent's memory changed by {drift:+.1%} since number {EVERY}")
    return int(bool(wrong) or count != len(queue) or abs(drift) > DRIFT)


def read(stage: Stage, lab: Lab, number: int, kind: Kind) -> Submission:
    """Hand a submission in and read it, as for a class on the disk; its folder is removed."""
    from grader.course.loader import released_notebook

    student = f"s{number:04}"
    folder = stage.course.root / "submitted" / student / lab.name
    hand_in(folder, lab.name, kind.notebook, kind.files)
    try:
        return read_submission(folder, lab.name, released_notebook(stage.course, lab), name=student)
    finally:
        shutil.rmtree(folder.parent)


def mixed(stage: Stage, lab: Lab, count: int, hostile: float, broken: float) -> Iterator[Kind]:
    """Mix so many submissions, two shares of them hostile and broken; the order is always the same, all kinds recur."""
    rng = random.Random(0)
    sources = (harmless(stage, lab), attacked(stage), damaged(stage, lab))
    right, attacks_, damages = (itertools.cycle(shuffled(kinds, rng)) for kinds in sources)
    for number in range(count):
        if int((number + 1) * hostile) > int(number * hostile):
            yield next(attacks_)
        elif int((number + 0.5) * broken) > int((number - 0.5) * broken):
            yield next(damages)
        else:
            yield next(right)


def shuffled(kinds: Iterator[Kind], rng: random.Random) -> list[Kind]:
    """So that what takes much memory (a notebook of ten megabytes) comes early as well as late."""
    found = list(kinds)
    rng.shuffle(found)
    return found


def harmless(stage: Stage, lab: Lab) -> Iterator[Kind]:
    """Every other one all right; between them each mistake of the lab, each rewriting, and a notebook not started."""
    desk = Desk(stage.course, lab, course_seed(stage.course.secret))
    plain = _light(desk, lab)
    untouched = Draft(
        copy.deepcopy(desk.released), {name: Expected(0.0, "not attempted") for name in plain.expected}, {}
    )
    drafts = {"not started": untouched}
    for exercise in lab.exercises:
        if exercise.training:
            continue
        for wrong in exercise.wrong:
            drafts[f"{exercise.name}: {wrong.name}"] = _light(desk, lab)
            desk.wrong(drafts[f"{exercise.name}: {wrong.name}"], exercise.name, wrong.name)
        for other in (variant for variant in exercise.right if variant.task is None):
            drafts[f"{exercise.name}, {other.name}"] = draft = _light(desk, lab)
            draft.answer(exercise.name, bare(apply_edits(exercise.text, other.edits)), right(exercise))
    for name, draft in drafts.items():
        yield Kind("all right", json.dumps(plain.notebook).encode(), {}, partial(differences, plain.expected))
        yield Kind(name, json.dumps(draft.notebook).encode(), {}, partial(differences, draft.expected))


def damaged(stage: Stage, lab: Lab) -> Iterator[Kind]:
    """Yield notebooks that cannot be read, and others with answers that do not parse or cells that are gone."""
    desk = Desk(stage.course, lab, course_seed(stage.course.secret))
    whole = _light(desk, lab)
    text = json.dumps(whole.notebook).encode()
    unreadable = {
        "cut off": text[: len(text) // 2],
        "empty": b"",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(5_000),
        "a web page": b"<!DOCTYPE html><html><body>Sign in to download this file</body></html>",
        "nested too deep": b"[" * 100_000,
        "a list": b"[]",
        "cells that are no list": b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    }
    for name, data in unreadable.items():
        yield Kind(f"broken: {name}", data, {}, unread)
    solved = Expected(0.0, None)
    for name, source in {
        "no Python": "class Adam(:\n    pass\n",
        "a tab among spaces": "class Adam:\n    def step(self, grads):\n\tpass\n        pass\n",
        "an import of nothing": "import nothing_of_the_kind\n\nclass Adam:\n    pass\n",
    }.items():
        draft = _light(desk, lab)
        draft.answer("Adam", source, solved)
        yield Kind(f"broken: {name}", json.dumps(draft.notebook).encode(), {}, partial(differences, draft.expected))
    draft = _light(desk, lab)
    draft.notebook["cells"].remove(draft.cell("Adam"))
    draft.expected["Adam"] = Expected(0.0, "not attempted")
    yield Kind("broken: a cell deleted", json.dumps(draft.notebook).encode(), {}, partial(differences, draft.expected))


def unread(grade: Grade) -> list[str]:
    """List what is wrong with the grade of something that is no notebook."""
    found = [] if grade.error else ["graded, though it is no notebook"]
    if grade.fault:
        found.append(f"called a failure of the machine's: {grade.fault[:200]}")
    return [*found, f"{grade.points:g} points"] if grade.points else found


def _light(desk: Desk, lab: Lab) -> Draft:
    """Everything solved but the training run, which is left as it was handed out."""
    draft, released = desk.solved(), Draft(desk.released, {}, {})
    for exercise in lab.exercises:
        if exercise.training:
            draft.answer(exercise.name, released.cell(exercise.name)["source"], Expected(0.0, "not attempted"))
    return draft


def differences(expected: dict[str, Expected], grade: Grade) -> list[str]:
    """What a grade says that it should not."""
    found = [grade.error] if grade.error else []
    for verdict in grade.exercises:
        want = expected[verdict.name]
        line = (
            f"{verdict.name} is {verdict.status}, {verdict.points:g} points, {verdict.misconception}: {verdict.message}"
        )
        fits = want.status in (None, verdict.status) and want.misconception in (None, verdict.misconception)
        if abs(verdict.points - want.points) > 1e-4 or not fits:
            found.append(line)
    return found


def attacked(stage: Stage) -> Iterator[Kind]:
    """The attacks that end soon, as their stage hands them in."""
    for name, attack in attacks().items():
        family, _, stem = name.partition("/")
        if not (family in _FAMILIES or (family == "exhausting" and stem in _DEATHS)):
            continue
        if attack.exercise != "Adam" or _SLOW & set(attack.status) or attack.outcome(stage.rung) != "holds":
            continue
        if attack.x86 and platform.machine() != "x86_64":
            continue
        document, files = stage.handed_in(attack)
        notebook = document if isinstance(document, bytes) else json.dumps(document).encode()
        yield Kind(f"attack {name}", notebook, files, partial(stage.judged, attack))


if __name__ == "__main__":
    raise SystemExit(main())
