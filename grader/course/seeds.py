"""Draw the inputs of cases from seeds: the public one, whose inputs are recorded, and the secret one of a course."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grader.core.errors import GraderError
from grader.core.files import write_once


@dataclass(frozen=True)
class Seed:
    """A seed that inputs of cases are drawn from.

    name: may be shown and recorded
    entropy: of the generator; never shown or recorded where it is secret
    """

    name: str
    entropy: int = field(repr=False)


PUBLIC = Seed("public", 0)


def secret_seed(secret: bytes) -> Seed:
    """Derive a seed from a secret's bytes; its name is a digest that does not reveal them."""
    name = "secret-" + hashlib.sha256(b"name of the seed" + secret).hexdigest()[:12]
    return Seed(name, int.from_bytes(hashlib.sha256(secret).digest()[:16], "little"))


def course_seed(path: Path) -> Seed:
    """Read the course's secret seed; create it at first use, readable by its owner alone.

    Raises GraderError where the file can be read by others, is damaged, or cannot be made.
    """
    if not path.exists():
        with contextlib.suppress(OSError):  # `write_once` reports it
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, secrets.token_bytes(32), mode=0o600)
    if path.stat().st_mode & 0o077:
        raise GraderError(f"{path}: others may read the secret seed; run: chmod 600 {path}")
    secret = path.read_bytes()
    if len(secret) != 32:
        remedy = "put the copy back, or delete it to have a new one made (old grades can then not be replayed)"
        raise GraderError(f"{path}: the secret seed has {len(secret)} bytes instead of 32; {remedy}")
    return secret_seed(secret)


def rng_for(exercise: str, case: str, seed: Seed) -> np.random.Generator:
    """Make the generator that a case draws from: a different one for every exercise, case and seed."""
    return np.random.default_rng([seed.entropy, zlib.crc32(exercise.encode()), zlib.crc32(case.encode())])
