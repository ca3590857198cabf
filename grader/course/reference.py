"""Runs solutions, their edits and the oracle, outside the sandbox. Nothing here ever meets a student's code."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import secrets
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.core import arrays
from grader.core.errors import GraderError
from grader.core.files import write_once
from grader.core.records import Observation
from grader.core.suspect import Suspect
from grader.course import oracles
from grader.course.edits import apply_edits
from grader.course.exercise import Case, Exercise, Wrong
from grader.course.timeout import TaskTimeout, run_with_timeout
from grader.probes.context import Context
from grader.probes.observe import observe

#: Observing records warnings, which a process has one list of: one thread at a time.
_OBSERVING = threading.RLock()
#: How long an edited solution may take: seconds, and so many times what the solution takes. One that takes longer
#: does not end, or is no mistake that a diagnosis needs.
_LEAST_TIMEOUT, _TIMES = 5.0, 20.0


@dataclass(frozen=True)
class Seed:
    """Where a case's inputs are drawn from. name: may be shown and recorded; entropy: never, where it is secret."""

    name: str
    entropy: int = field(repr=False)


PUBLIC = Seed("public", 0)


def secret_seed(secret: bytes) -> Seed:
    """The seed made of a secret's bytes; its name is a digest that does not give the bytes away."""
    name = "secret-" + hashlib.sha256(b"name of the seed" + secret).hexdigest()[:12]
    return Seed(name, int.from_bytes(hashlib.sha256(secret).digest()[:16], "little"))


def course_seed(path: Path) -> Seed:
    """The course's secret seed; made at first use, readable by its owner alone.

    Raises GraderError where the file can be read by others, is damaged, or cannot be made.
    """
    if not path.exists():
        with contextlib.suppress(OSError):  # told below, by the file's own writing
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, secrets.token_bytes(32), mode=0o600)
    if path.stat().st_mode & 0o077:
        raise GraderError(f"{path}: others may read the secret seed; run: chmod 600 {path}")
    secret = path.read_bytes()
    if len(secret) != 32:
        remedy = "put the copy back, or delete it to have a new one made (old grades can then not be replayed)"
        raise GraderError(f"{path}: the secret seed has {len(secret)} bytes instead of 32; {remedy}")
    return secret_seed(secret)


@dataclass(frozen=True)
class DrawnCase:
    """A case with the seed that its inputs are drawn from."""

    case: Case
    seed: Seed

    @property
    def public(self) -> bool:
        """Whether the inputs may be shown."""
        return self.seed is PUBLIC


class Reference:
    """One exercise's solution and everything edited from it; observations are kept, so a batch computes each once."""

    def __init__(self, exercise: Exercise, given: ModuleType | None = None) -> None:
        self.exercise = exercise
        self._context = Context(given, vars(sys.modules[exercise.task.__module__]))
        self._observed: dict[tuple[str, str, int], Observation] = {}
        self._inputs: dict[tuple[str, int], dict[str, Any]] = {}

    def inputs(self, case: Case, seed: Seed) -> dict[str, Any]:
        """The case's inputs, the same for every caller; not to be changed (probes copy them)."""
        key = (case.name, seed.entropy)
        if key not in self._inputs:
            self._inputs[key] = case.inputs(rng_for(self.exercise.name, case.name, seed))
        return self._inputs[key]

    def expected(self, case: Case, seed: Seed) -> Observation:
        """What the solution gives."""
        return self.run("the solution", lambda: self.exercise.task, case, seed)

    def oracle(self, case: Case, seed: Seed) -> Observation:
        """What the independent implementation gives."""
        return self.run("the oracle", lambda: oracles.resolve(self.exercise.oracle), case, seed)

    def edited(self, edits: Mapping[str, str], case: Case, seed: Seed) -> Observation:
        """What the solution with these edits gives; "timed out" where they make it endless, as two together may."""
        timeout = _LEAST_TIMEOUT + _TIMES * self.expected(case, seed).seconds
        return self.run(repr(sorted(edits.items())), lambda: self.compile(edits), case, seed, timeout)

    def run(
        self, label: str, task: Callable[[], Callable[..., Any]], case: Case, seed: Seed, timeout: float = 0.0
    ) -> Observation:
        """What a task gives, computed once per label, case and seed.

        timeout: how many seconds it may take, or 0 for as many as it needs.
        """
        key = (label, case.name, seed.entropy)
        if key not in self._observed:
            inputs = self.inputs(case, seed)

            def observed() -> Observation:
                return observe(self.exercise.probe.__name__, task(), inputs, self._context)

            with _OBSERVING:
                try:
                    found = run_with_timeout(timeout, observed) if timeout else observed()
                except TaskTimeout:
                    found = Observation("timed out", error=f"not done after {timeout:.1f} s")
                self._observed[key] = _flat(found)
        return self._observed[key]

    def compile(self, edits: Mapping[str, str]) -> Callable[..., Any]:
        """The task made of the edited source, with the exercise file's imports and helpers around it."""
        return self.compile_text(apply_edits(self.exercise.text, edits))

    def compile_text(self, text: str) -> Callable[..., Any]:
        """The task made of any source text of it."""
        namespace = dict(vars(sys.modules[self.exercise.task.__module__]))
        exec(compile(text, f"<edited {self.exercise.name}>", "exec"), namespace)
        task: Callable[..., Any] = namespace[self.exercise.name]
        return task

    def mistakes(self) -> list[Suspect]:
        """Every known mistake, alone; each is observed on a `DrawnCase`."""
        return [self._suspect(wrong) for wrong in self.exercise.wrong]

    def pairs(self) -> Iterator[Suspect]:
        """Every two known mistakes together; pairs whose edits overlap are skipped.

        None of an open challenge: its facts hold for every good entry, so two mistakes at once leave the traces of
        both side by side, and each pair would cost a training run or more.
        """
        if self.exercise.contest:
            return
        for one, other in itertools.combinations(self.exercise.wrong, 2):
            try:
                apply_edits(self.exercise.text, {**one.edits, **other.edits})
            except ValueError:
                continue
            if not set(one.edits) & set(other.edits):
                yield self._suspect(one, other)

    def _suspect(self, *wrongs: Wrong) -> Suspect:
        edits = {old: new for wrong in wrongs for old, new in wrong.edits.items()}
        return Suspect(
            name=" + ".join(wrong.name for wrong in wrongs),
            hints=tuple(hint for wrong in wrongs for hint in wrong.hints),
            syntax=tuple(wrong.syntax for wrong in wrongs if wrong.syntax),
            observe=lambda drawn: self.edited(edits, drawn.case, drawn.seed),
        )


def _flat(observation: Observation) -> Observation:
    """The same with its arrays one after the other, as a child sends them; itself where one does not travel."""
    if not all(map(arrays.travels, observation.values.values())):
        return observation
    text, buffer = arrays.written(observation.types, observation.values)
    layout = arrays.read_layout(text)
    return replace(observation, values=arrays.Arrays(layout, np.frombuffer(buffer, np.uint8)))


def rng_for(exercise: str, case: str, seed: Seed) -> np.random.Generator:
    """The generator a case draws from: its own for every exercise, case and seed."""
    return np.random.default_rng([seed.entropy, zlib.crc32(exercise.encode()), zlib.crc32(case.encode())])
