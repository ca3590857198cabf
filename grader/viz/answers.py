"""Asks the student's functions for a picture, and says in one line what is not ready yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec

import numpy as np

from grader.viz.styles import Style
from grader.viz.walks import NotReadyError, fault, tell

Arguments = ParamSpec("Arguments")
Function = Callable[..., Any]

#: From Okabe and Ito's palette, for curves that belong to no optimizer.
_STYLES = (Style("#0072b2", "-"), Style("#d55e00", "--"), Style("#009e73", "-."), Style("#000000", ":"))


def ask(name: str, function: Function, arguments: Iterable[Any], *shapes: tuple[int, ...]) -> list[np.ndarray]:
    """What the exercise of that name returns, as floats: one array per shape, or NotReadyError where it is not that."""
    try:
        with np.errstate(all="ignore"):  # what overflows is to be seen
            result = function(*arguments)
    except NotReadyError:
        raise
    except Exception as error:
        raise NotReadyError(name, fault("it", error)) from error
    values = [result] if len(shapes) == 1 else result
    if not isinstance(values, tuple | list) or len(values) != len(shapes):
        raise NotReadyError(name, f"it returns {type(result).__name__} instead of {len(shapes)} values")
    try:
        arrays = [np.asarray(value, dtype=float) for value in values]
    except (TypeError, ValueError) as error:
        raise NotReadyError(name, "it returns something that is no array of numbers") from error
    for array, shape in zip(arrays, shapes, strict=True):
        if array.shape != shape:
            raise NotReadyError(name, f"it returns an array of shape {array.shape} instead of {shape}")
    return arrays


def cut(minibatches: Function, order: np.ndarray, batch_size: int) -> list[np.ndarray]:
    """One epoch in the student's mini-batches of indices. Raises NotReadyError."""
    try:
        batches = [np.asarray(batch) for batch in minibatches(order, batch_size)]
    except Exception as error:
        raise NotReadyError("minibatches", fault("it", error)) from error
    fits = (b.ndim == 1 and b.dtype.kind in "iu" and b.size and b.min() >= 0 and b.max() < len(order) for b in batches)
    if not batches or not all(fits):
        raise NotReadyError("minibatches", "it gives no list of index arrays")
    return batches


def told(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """The same picture; where an exercise is not ready, a line that says so in place of it."""

    @wraps(draw)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except NotReadyError as reason:
            tell([reason])

    return drawn


def look(labels: Iterable[str]) -> dict[str, Style]:
    """A colour and a line for each label, in their order."""
    return {label: _STYLES[i % len(_STYLES)] for i, label in enumerate(labels)}
