"""The probe `draws`: a random task, observed by statistics of what it draws, never by one exact draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes.code import literal, options_source, tuple_source
from grader.probes.context import Context
from grader.probes.probe import Pairs, Probe, Spell
from grader.probes.statistics import statistics

#: Expressions for the labels of statistics, in the code of a failing case.
_EXPRESSIONS = {
    "number of axes": "drawn.ndim",
    "shape": "drawn.shape",
    "mean": "drawn.mean()",
    "scale": "drawn.std()",
    "range": "np.abs(drawn).max()",
    "excess kurtosis": "np.mean((drawn - drawn.mean()) ** 4) / drawn.var() ** 2 - 3",
}


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a random task, `task(*args, rng=rng, **kwargs)`; observe statistics of its draw and its use of rng.

    Four draws are made: two from one generator, one from a new generator of the same seed, one of another seed.
    NumPy's global random state is seeded differently before each of the last two, and restored in the end. The array
    that is drawn should hold tens of thousands of numbers.

    Inputs:
        args: lists become tuples, as shapes are
        kwargs: beside rng
        seed: of the numpy.random.Generator
    """
    args = [tuple(value) if isinstance(value, list) else value for value in inputs.get("args", [])]
    kwargs, seed = inputs.get("kwargs", {}), inputs["seed"]
    before = np.random.get_state()
    alone = True

    def draw(rng: np.random.Generator, state: int | None = None) -> Any:
        nonlocal alone
        if state is not None:
            np.random.seed(state)
        state_before = _global_state()
        result = task(*args, rng=rng, **kwargs)
        alone = alone and state_before == _global_state()
        return np.array(result) if isinstance(result, np.ndarray) else result

    try:
        rng = np.random.default_rng(seed)
        first = draw(rng)
        if not isinstance(first, np.ndarray) or first.dtype.kind not in "biufc":
            yield "result", first
            return
        second = draw(rng)
        again = draw(np.random.default_rng(seed), state=1)
        other = draw(np.random.default_rng(seed + 1), state=2)
    finally:
        np.random.set_state(before)
    yield "result", np.zeros(0, _kind(first.dtype))
    yield "number of axes", first.ndim
    yield "shape", first.shape
    yield from statistics(first).items()
    yield "the same seed draws the same", _same(first, again)
    yield "another seed draws the same", _same(first, other)
    yield "a second draw is the same", _same(first, second)
    yield "NumPy's global random state is left alone", alone


def _same(one: np.ndarray, other: Any) -> bool:
    """Compare two draws exactly."""
    return isinstance(other, np.ndarray) and np.array_equal(one, other)


def _kind(dtype: np.dtype) -> np.dtype:
    """Choose the dtype that is judged: float64 for any float of at least half its width."""
    return np.dtype(np.float64) if dtype.kind == "f" and dtype.itemsize >= 4 else dtype


def _global_state() -> tuple[Any, ...]:
    """Read NumPy's global random state in a form that can be compared."""
    state: Any = np.random.get_state()
    return state[0], state[1].tobytes(), *state[2:]


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; the label's expression is that statistic of the draw, or the draw."""
    return dict(inputs), _EXPRESSIONS.get(label, "drawn")


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write one draw."""
    arguments = [tuple_source(value) if isinstance(value, list) else literal(value) for value in inputs.get("args", [])]
    arguments += ["rng=rng", *options_source(inputs.get("kwargs", {}))]
    return [f"rng = np.random.default_rng({inputs['seed']})", f"drawn = {task}({', '.join(arguments)})"]


draws = Probe("draws", run, code, shorten)
