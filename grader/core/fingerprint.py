"""Project the arrays of an observation onto one number per output, so that two runs can be compared by a few bytes.

A recording holds hundreds of mistakes this way. An array cannot be read back from its projection, so a mistake does
not give away the statement that is missing in it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from grader.core.records import Observation, Tolerance

_PLACE = re.compile(r"(\[\d+\])?( after step \d+| of pass \d+)?\Z")
#: Beyond this a sum is not kept in single precision.
_LARGEST = 1e37
#: The least that an element counts as allowed, where the solution allows nothing.
_LEAST = 1e-12
#: Relative rounding of a sum kept in single precision.
ROUNDING = 2.0**-23


def output_of(label: str) -> str:
    """Name the output that a label belongs to: "params" for "params[0] after step 3", "y" for "y of pass 2"."""
    return _PLACE.sub("", label, count=1) or label


def outputs_of(expected: Observation) -> list[str]:
    """List the outputs of a solution's observation. A statistic of something random is an output of its own."""
    return list(dict.fromkeys(label if label in expected.bounds else output_of(label) for label in expected.types))


@dataclass(frozen=True)
class Projection:
    """One output of an observation, projected.

    code: checksum of the labels, of the shapes without axes of length 1, and of where a value is not finite
    total: the sum of r * value over all finite values; r is fixed, in units of what is allowed at that element
    allowance: the sum of |r| * tolerance over the same
    """

    code: int
    total: float
    allowance: float


@dataclass(frozen=True)
class Fingerprint:
    """What a mistake gives on a case, by what it changes in the solution's projections.

    codes: exclusive-or of the two checksums by output; "" stands for all outputs together
    totals: difference of the two sums, likewise; exactly 0.0 where no value is outside the tolerance
    """

    codes: Mapping[str, int]
    totals: Mapping[str, float]


def project(observation: Observation, expected: Observation, tolerance: Tolerance) -> dict[str, Projection]:
    """Project every output of the solution, and under "" all of them together, whatever their dtypes.

    observation: to project
    expected: what the solution gave on the same case; says what outputs there are, and what is allowed where
    tolerance: of the case
    """
    outputs = outputs_of(expected)
    parts: dict[str, list[str]] = {output: [] for output in outputs}
    for label in observation.types:
        output = label if label in parts else output_of(label)
        parts.setdefault(output if output in parts else outputs[0], []).append(label)
    ending = f"{observation.status} {observation.error_type}"
    found = {output: _projected(observation, labels, ending, expected, tolerance) for output, labels in parts.items()}
    everything = Projection(
        zlib.crc32(" ".join(str(part.code) for part in found.values()).encode()),
        float(sum(part.total for part in found.values())),
        float(sum(part.allowance for part in found.values())),
    )
    return {**found, "": everything}


def _projected(
    observation: Observation, labels: Iterable[str], ending: str, expected: Observation, tolerance: Tolerance
) -> Projection:
    text, total, allowance = [ending], 0.0, 0.0
    for label in labels:
        array = observation.values.get(label)
        if array is None:
            text.append(f"{label} {observation.types[label]}")
            continue
        values = _as_floats(array)
        finite = np.isfinite(values)
        text.append(f"{label} {[side for side in array.shape if side != 1]}")
        if not finite.all():
            kinds = np.where(np.isnan(values), 3, np.where(finite, 0, np.sign(values))).astype(np.int8)
            text.append(str(zlib.crc32(kinds.tobytes())))
            values = np.where(finite, values, 0.0)
        bound = expected.bounds.get(label)
        within = tolerance if bound is None else Tolerance(0.0, bound)
        with np.errstate(all="ignore"):
            factors = _factors(label, values.size) / _allowed(expected.values.get(label), values.size, within)
            total += float(factors @ values)
            allowance += float(np.abs(factors) @ (within.atol + within.rtol * np.abs(values)))
    if not abs(total) <= _LARGEST or not allowance <= _LARGEST:
        text, total, allowance = [*text, "large"], 0.0, 0.0
    return Projection(zlib.crc32(" ".join(text).encode()), total, allowance)


def _allowed(expected: np.ndarray | None, size: int, tolerance: Tolerance) -> np.ndarray:
    """Compute what is allowed at each element of the solution's array, (size,), so that each counts alike."""
    want = np.zeros(size) if expected is None else _as_floats(expected)
    want = np.abs(want) if want.size == size else np.ones(size)
    return np.maximum(tolerance.atol + tolerance.rtol * np.where(np.isfinite(want), want, 0.0), _LEAST)


def _as_floats(array: np.ndarray) -> np.ndarray:
    """Flatten an array to float64, (n,); complex numbers as pairs."""
    flat = array.reshape(-1)
    return flat.astype(np.complex128).view(np.float64) if flat.dtype.kind == "c" else flat.astype(np.float64)


def _factors(label: str, size: int) -> np.ndarray:
    """Compute fixed factors of either sign and of sizes from 0.5 to 1.5, (size,); the same on every machine."""
    state = np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(
        zlib.crc32(label.encode())
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        state = (state ^ (state >> np.uint64(shift))) * np.uint64(factor)
    state ^= state >> np.uint64(31)
    sizes = 0.5 + (state >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return np.where(state & np.uint64(1), sizes, -sizes)
