"""Run a student's code for a picture, and say in one line what is not ready yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

Arguments = ParamSpec("Arguments")
Factory = Callable[..., Any]  # (params) -> optimizer; () -> layer
Result = TypeVar("Result")


class NotReadyError(Exception):
    """The student's code cannot be drawn yet.

    name: the exercise
    fault: what it does instead, as a clause
    """

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(name, fault)
        self.name, self.fault = name, fault


def fault(where: str, error: Exception) -> str:
    """Describe an exception in the student's code as a clause: "its step raises TypeError: ..."."""
    if isinstance(error, NameError):
        return f"its cell has not been run ({error})"
    text = str(error).partition("\n")[0][:120]
    return f"{where} raises {type(error).__name__}" + (f": {text}" if text else "")


def asked(
    name: str, function: Callable[..., Any], *args: Any, shapes: Sequence[tuple[int, ...]], **options: Any
) -> list[np.ndarray]:
    """Call a student's function for a picture; what it returns, as one array per shape. Raises NotReadyError.

    name: the exercise
    shapes: of the values; one of them for a function that returns a single array or number
    """
    try:
        with np.errstate(all="ignore"):  # the picture shows what overflows
            returned = function(*args, **options)
            values = [np.asarray(v) for v in (returned if len(shapes) > 1 and returned is not None else [returned])]
    except Exception as error:
        raise NotReadyError(name, fault("its code", error)) from error
    if returned is None:
        raise NotReadyError(name, "it returns nothing")
    if [value.shape for value in values] != list(shapes):
        got, expected = (", ".join(map(str, found)) for found in ([value.shape for value in values], shapes))
        what = "shapes" if len(shapes) > 1 else f"{type(returned).__name__} of shape"
        raise NotReadyError(name, f"it returns {what} {got} instead of {expected}")
    if any(value.dtype.kind not in "fiub" for value in values):
        raise NotReadyError(name, "it returns something that is no array of numbers")
    return values


def attempt(
    run: Callable[[str, Factory], Result], entries: Mapping[str, Factory]
) -> tuple[dict[str, Result], list[NotReadyError]]:
    """Run every entry that is ready; the results by label, and for every exercise that is not ready, why."""
    results: dict[str, Result] = {}
    reasons: dict[str, NotReadyError] = {}
    for label, factory in entries.items():
        try:
            results[label] = run(label, factory)
        except NotReadyError as reason:
            reasons.setdefault(reason.name, reason)
    return results, list(reasons.values())


def ready(run: Callable[[str, Factory], Result], entries: Mapping[str, Factory]) -> dict[str, Result]:
    """Run every entry that is ready, and print a line for those that are not."""
    results, reasons = attempt(run, entries)
    report_not_ready(reasons, alone=not results)
    return results


def report_not_ready(reasons: Iterable[NotReadyError], *, alone: bool = True) -> None:
    """Print a line for each fault, with all exercises that share it.

    alone: whether there is nothing else to draw
    """
    sharing: dict[str, list[str]] = {}
    for reason in reasons:
        sharing.setdefault(reason.fault, []).append(reason.name)
    for shared, names in sharing.items():
        if len(names) == 1:
            rest = "this plot comes alive" if alone else "it joins this plot"
            print(f"{names[0]} is not ready yet: {shared}; {rest} once check({names[0]}) is content.")
        else:
            rest = "this plot comes alive" if alone else "they join this plot"
            listed = f"{', '.join(names[:-1])} and {names[-1]}"
            theirs = shared.replace("its ", "their ", 1)
            print(f"{listed} are not ready yet: {theirs}; {rest} once check is content with them.")


def when_ready(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Decorate a picture: where an exercise is not ready, a line that says so is printed in place of it."""

    @wraps(draw)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except NotReadyError as reason:
            report_not_ready([reason])

    return drawn
