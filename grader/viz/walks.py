"""Runs the student's optimizers for a picture, and says in one line what is not ready yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import Any, TypeVar

import numpy as np

from grader.viz.styles import owner

Factory = Callable[..., Any]  # (params) -> optimizer; () -> layer
Gradient = Callable[[np.ndarray], np.ndarray]
Result = TypeVar("Result")

#: What the argument of `step` is called where it is a function that gives gradients.
FUNCTION_NAMES = frozenset({"gradient", "grad_fn"})


class NotReadyError(Exception):
    """The student's code cannot be drawn yet. name: the exercise; fault: what it does instead, as a clause."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(name, fault)
        self.name, self.fault = name, fault


def make(label: str, factory: Factory, params: list[np.ndarray]) -> Any:
    """The student's optimizer for these parameters. Raises NotReadyError."""
    try:
        return factory(params)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its __init__", error)) from error


def advance(label: str, optimizer: Any, argument: Any) -> None:
    """One step. Raises NotReadyError."""
    try:
        optimizer.step(argument)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its step", error)) from error


def fault(where: str, error: Exception) -> str:
    """What an exception says about the student's code, as a clause: "its step raises TypeError: ..."."""
    if isinstance(error, NameError):
        return f"its cell has not been run ({error})"
    text = str(error).partition("\n")[0][:120]
    return f"{where} raises {type(error).__name__}" + (f": {text}" if text else "")


def walk(
    label: str, factory: Factory, start: Iterable[float] | np.ndarray, gradient: Gradient, steps: int
) -> np.ndarray:
    """Where an optimizer goes: (steps + 1, D) points from `start` on. Raises NotReadyError.

    A `step` whose argument is named in FUNCTION_NAMES is handed a function that gives gradients instead of them.
    """
    point = np.array(start, dtype=float)
    optimizer = make(label, factory, [point])
    wants_function = not FUNCTION_NAMES.isdisjoint(signature(optimizer.step).parameters)
    visited = [point.copy()]
    with np.errstate(all="ignore"):  # a rate that is too high may well diverge: that is to be seen
        for _ in range(steps):
            here = (lambda params: [gradient(p) for p in params]) if wants_function else [gradient(point)]
            advance(label, optimizer, here)
            visited.append(point.copy())
    points = np.array(visited)
    if (points == points[0]).all():
        raise NotReadyError(owner(label), "its step leaves the parameters as they were")
    return points


def attempt(
    run: Callable[[str, Factory], Result], optimizers: Mapping[str, Factory]
) -> tuple[dict[str, Result], list[NotReadyError]]:
    """`run` of every optimizer that is ready, and for every exercise that is not, why."""
    results: dict[str, Result] = {}
    reasons: dict[str, NotReadyError] = {}
    for label, factory in optimizers.items():
        try:
            results[label] = run(label, factory)
        except NotReadyError as reason:
            reasons.setdefault(reason.name, reason)
    return results, list(reasons.values())


def ready(run: Callable[[str, Factory], Result], optimizers: Mapping[str, Factory]) -> dict[str, Result]:
    """`run` of every optimizer that is ready; a printed line for those that are not."""
    results, reasons = attempt(run, optimizers)
    tell(reasons, alone=not results)
    return results


def tell(reasons: Iterable[NotReadyError], *, alone: bool = True) -> None:
    """Print a line for each fault, with all that share it. alone: there is nothing else to draw."""
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
