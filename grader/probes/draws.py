"""The probe `draws`: a random task, whose draws are observed; their statistics are computed outside and compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes.code import literal, options_source, tuple_source
from grader.probes.context import Context
from grader.probes.probe import Pairs, Probe, Spell

#: The most numbers of each draw that are compared with another draw.
SAMPLE = 1000
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
    """Call a random task, `task(*args, rng=rng, **kwargs)`; observe what it draws and NumPy's global random state.

    Four draws are made: two from one generator, one from a new generator of the same seed, one of another seed.
    The first is observed as a whole, and of each of them a sample, the same places of the array. NumPy's global random
    state is observed before and after each draw; it is seeded differently before each of the last two, and restored in
    the end. The array that is drawn should hold tens of thousands of numbers.

    Inputs:
        args: lists become tuples, as shapes are
        kwargs: beside rng
        seed: of the numpy.random.Generator
    """
    args = [tuple(value) if isinstance(value, list) else value for value in inputs.get("args", [])]
    kwargs, seed = inputs.get("kwargs", {}), inputs["seed"]
    before = np.random.get_state()
    states: list[np.ndarray] = []

    def draw(rng: np.random.Generator, state: int | None = None) -> Any:
        if state is not None:
            np.random.seed(state)
        states.append(_global_state())
        result = task(*args, rng=rng, **kwargs)
        states.append(_global_state())
        return _plain(result) if isinstance(result, np.ndarray) else result

    try:
        rng = np.random.default_rng(seed)
        first = draw(rng)
        if not isinstance(first, np.ndarray) or first.dtype.kind not in "biufc":
            yield "draw", first
            return
        second = draw(rng)
        again = draw(np.random.default_rng(seed), state=1)
        other = draw(np.random.default_rng(seed + 1), state=2)
    finally:
        np.random.set_state(before)
    yield "draw", first
    yield "sample", _sample(first)
    yield "sample of the same seed", _sample(again)
    yield "sample of another seed", _sample(other)
    yield "sample of a second draw", _sample(second)
    yield "global random state", np.stack(states)


def _plain(drawn: np.ndarray) -> np.ndarray:
    """Copy an array; one of long doubles, which do not travel, as float64."""
    return np.array(drawn, dtype=np.float64 if drawn.dtype.kind == "f" and drawn.dtype.itemsize > 8 else None)


def _sample(drawn: Any) -> Any:
    """Take numbers from evenly spaced places of an array, at most SAMPLE of them, (n,); all else as it is."""
    if not isinstance(drawn, np.ndarray):
        return drawn
    return drawn.ravel()[:: max(1, -(-drawn.size // SAMPLE))]


def _global_state() -> np.ndarray:
    """Read NumPy's global random state, (628,) uint32: key, position, whether a normal number waits, that number."""
    state: Any = np.random.get_state()
    return np.concatenate([state[1], np.array(state[2:4]), np.array([state[4]]).view(np.uint32)]).astype(np.uint32)


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; the label's expression is that statistic of the draw, or the draw."""
    return dict(inputs), _EXPRESSIONS.get(label, "drawn")


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write one draw."""
    arguments = [tuple_source(value) if isinstance(value, list) else literal(value) for value in inputs.get("args", [])]
    arguments += ["rng=rng", *options_source(inputs.get("kwargs", {}))]
    return [f"rng = np.random.default_rng({inputs['seed']})", f"drawn = {task}({', '.join(arguments)})"]


draws = Probe("draws", run, code, shorten, derived=True)
