"""Compare two observations: structure first, then values. A difference is described by its worst element.

What may stand for what, beyond the same:
- type: a list, tuple or array for a list or tuple, but only an array for an array (a task that updates arrays in
  place has to be given arrays back); any number, or an array without axes, for a number.
- shape: nothing else; (3, 1) is not (3,).
- dtype: integers of any width for integers. For real numbers a wider float; a narrower one, or integers, only where
  they are no array's (a list of losses may hold what a float32 network gave, or a 0). Never complex for real, never
  booleans for numbers.
- values: within the tolerance, elementwise; integers exactly; NaN never, an infinity only for itself. A statistic of
  something random: within the bound that the *expected* side states, whatever the other says of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.core.arrays import Arrays
from grader.core.records import Mismatch, Observation, Tolerance

_NUMBERS = frozenset(["bool", "int", "uint", "float", "complex", "longdouble", "intc", "longlong"])
_SEQUENCES = frozenset(["list", "tuple", "ndarray"])


def element_name(mismatch: Mismatch) -> str:
    """Name the element that differs: "y[1, 0]", but "params[0] after step 2 at [1, 0]"."""
    if not mismatch.index:
        return mismatch.label
    index = f"[{', '.join(map(str, mismatch.index))}]"
    return f"{mismatch.label} at {index}" if " " in mismatch.label else f"{mismatch.label}{index}"


@dataclass(frozen=True)
class Element:
    """One element of two arrays that is outside the tolerance; off may be inf."""

    index: tuple[int, ...]
    got: str
    expected: str
    off: float


def compare(
    expected: Observation, got: Observation, tolerance: Tolerance, *, nan_equal: bool = False
) -> Mismatch | None:
    """The first label at which `got` differs, in the order type, shape, dtype, values; None where none does.

    How the two runs ended is not looked at: a task that raised half-way is compared in what it gave, and then misses
    a label. nan_equal: for diagnosis, where two wrong answers may both be NaN.
    """
    if _plainly_equal(expected, got, tolerance):
        return None
    for label, want in expected.values.items():
        found = structure_mismatch(expected, got, label)
        if not found:
            found = _values(label, want, got.values[label], tolerance_at(expected, label, tolerance), nan_equal)
        if found:
            return found
    return None


def structure_mismatch(expected: Observation, got: Observation, label: str) -> Mismatch | None:
    """What differs at a label before any value is compared: missing, type, shape or dtype."""
    want, have = expected.values[label], got.values.get(label)
    if label not in got.types:
        return Mismatch(label, "missing", got="nothing", expected=_sketch(want))
    kind, got_type = expected.types.get(label, "ndarray"), got.types[label]
    if have is None or not _type_fits(kind, got_type, want):
        return Mismatch(label, "type", got=got_type, expected=kind)
    if have.shape != want.shape:
        return Mismatch(label, "shape", got=str(have.shape), expected=str(want.shape))
    if not _dtype_fits(want.dtype, have.dtype, of_array=kind == got_type == "ndarray"):
        return Mismatch(label, "dtype", got=str(have.dtype), expected=str(want.dtype))
    return None


def margin(expected: Observation, got: Observation, tolerance: Tolerance) -> float:
    """The largest share of the allowance used, off / allowed, over all values; inf where the structure differs."""
    worst = 0.0
    for label, want in expected.values.items():
        have, got_type = got.values.get(label), got.types.get(label, "")
        kind = expected.types.get(label, "ndarray")
        if have is None or have.shape != want.shape or not _type_fits(kind, got_type, want):
            return math.inf
        if not _dtype_fits(want.dtype, have.dtype, of_array=kind == got_type == "ndarray"):
            return math.inf
        if want.size:
            off, allowed = _differences(want, have, tolerance_at(expected, label, tolerance), nan_equal=False)
            worst = max(worst, float(np.max(_shares(off, allowed))))
    return worst


def tolerance_at(expected: Observation, label: str, tolerance: Tolerance) -> Tolerance:
    """What is allowed at a label: the expected side's own bound where it states one, else the case's tolerance."""
    return Tolerance(0.0, expected.bounds[label]) if label in expected.bounds else tolerance


def within(want: np.ndarray, have: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    """Which elements lie within the tolerance; both arrays have one shape. NaN equals nothing."""
    off, allowed = _differences(want, have, tolerance, nan_equal=False)
    return off <= allowed


def worst_elements(want: np.ndarray, have: np.ndarray, tolerance: Tolerance, count: int) -> tuple[Element, ...]:
    """The elements outside the tolerance, worst first, at most `count`; both arrays have one shape."""
    off, allowed = _differences(want, have, tolerance, nan_equal=False)
    shares = np.where(off > allowed, _shares(off, allowed), -1.0).ravel()
    order = np.argsort(-shares, kind="stable")[:count]
    rows = []
    for flat in order[shares[order] >= 0]:
        index = np.unravel_index(int(flat), want.shape)
        got, expected = _distinct_texts(have[index], want[index])
        rows.append(Element(tuple(int(i) for i in index), got, expected, float(off[index])))
    return tuple(rows)


def _values(label: str, want: np.ndarray, have: np.ndarray, tolerance: Tolerance, nan_equal: bool) -> Mismatch | None:
    off, allowed = _differences(want, have, tolerance, nan_equal)
    outside = off > allowed
    differing = int(np.count_nonzero(outside))
    if not differing:
        return None
    index = np.unravel_index(int(np.argmax(np.where(outside, _shares(off, allowed), -1.0))), want.shape)
    got, expected = _distinct_texts(have[index], want[index])
    return Mismatch(
        label,
        "values",
        got=got,
        expected=expected,
        index=tuple(int(i) for i in index),
        off=_finite(float(off[index])),
        allowed=float(allowed[index]),
        differing=differing,
        total=want.size,
    )


def _plainly_equal(expected: Observation, got: Observation, tolerance: Tolerance) -> bool:
    """Whether two observations of one layout agree, by the shortest way: as two vectors. Any NaN or inf says no.

    Nearly all that are compared do agree, and a class is thousands of small arrays.
    """
    one, other = expected.values, got.values
    if expected.bounds or not isinstance(one, Arrays) or not isinstance(other, Arrays):
        return False
    if one.layout.text != other.layout.text:
        return False
    allowed = one.allowance(tolerance.rtol, tolerance.atol)
    a, b = one.vector, other.vector
    if allowed is None or a is None or b is None:
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(b - a) <= allowed).all())


def _differences(
    want: np.ndarray, have: np.ndarray, tolerance: Tolerance, nan_equal: bool
) -> tuple[np.ndarray, np.ndarray]:
    """|have - want| and what the tolerance admits, elementwise; inf where one is not finite and they differ."""
    wide = np.complex128 if "c" in want.dtype.kind + have.dtype.kind else np.float64
    a, b = want.astype(wide), have.astype(wide)
    whole = want.dtype.kind in "biu" and have.dtype.kind in "biu"
    with np.errstate(all="ignore"):
        off = np.abs(a - b)
        equal = want == have if whole else a == b
        if nan_equal:
            equal |= np.isnan(a) & np.isnan(b)
        off = np.where(np.isfinite(off), off, np.inf)
        if whole:
            return np.where(equal, 0.0, np.maximum(off, 1.0)), np.zeros(want.shape)
        size = np.abs(a)
        return np.where(equal, 0.0, off), tolerance.atol + tolerance.rtol * np.where(np.isfinite(size), size, 0.0)


def _shares(off: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """off / allowed; where nothing is allowed, 0 for no difference and inf for any."""
    with np.errstate(all="ignore"):
        return np.where(off == 0, 0.0, off / allowed)


def _type_fits(expected: str, got: str, want: np.ndarray) -> bool:
    """Whether a value of type `got` may stand where the solution gives `expected`; names as Python prints them."""
    if expected == got:
        return True
    if _is_number(expected):
        return _is_number(got) or got == "ndarray"
    if expected == "ndarray":
        return want.ndim == 0 and _is_number(got)
    return expected in _SEQUENCES and got in _SEQUENCES


def _is_number(name: str) -> bool:
    return name.rstrip("0123456789_") in _NUMBERS


def _dtype_fits(expected: np.dtype, got: np.dtype, of_array: bool) -> bool:
    if expected.kind in "iu":
        return got.kind in "iu"
    if expected.kind in "fc" and got.kind == expected.kind:
        return not of_array or got.itemsize >= expected.itemsize
    if expected.kind == "c":
        return got.kind == "f" and not of_array
    if expected.kind == "f":
        return got.kind in "iu" and not of_array
    return got.kind == expected.kind


def _finite(value: float) -> float:
    """An error that JSON can hold: infinity becomes the largest float."""
    return min(value, float(np.finfo(np.float64).max))


def _distinct_texts(got: Any, expected: Any) -> tuple[str, str]:
    """Two numbers as text, with as many digits as it takes to see that they differ."""
    for digits in range(8, 18):
        texts = _number(got, digits), _number(expected, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _number(value: Any, digits: int = 8) -> str:
    item = value.item()
    return str(item) if isinstance(item, bool | int) else f"{item:.{digits}g}"


def _sketch(array: np.ndarray) -> str:
    return f"{array.dtype} array of shape {array.shape}" if array.ndim else _number(array[()])
