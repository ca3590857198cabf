"""What optimizers of several labs give on one short sequence of gradients."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import KnownNumber

START = [1.0, -2.0, 0.5, 0.0]
GRADS = [
    [0.3, -1.2, 0.05, 0.0],
    [-0.4, 0.8, 0.1, 0.0],
    [0.25, -0.5, -0.2, 0.7],
    [0.0, 0.0, 0.0, 0.0],
    [1.5, 0.02, 0.3, -0.1],
]


def five_steps(
    labs: SimpleNamespace, name: str, options: dict[str, Any], start: tuple[float, ...] = tuple(START)
) -> tuple[np.ndarray, np.ndarray]:
    """The parameters after the first and the fifth step of the sequence."""
    p = np.array(start)
    optimizer = getattr(labs, name)([p], **options)
    after = []
    for g in GRADS:
        optimizer.step([np.array(g)])
        after.append(p.copy())
    return after[0], after[-1]


def numbers(
    name: str, options: dict[str, Any], first: list[float], fifth: list[float], mistake: str = ""
) -> KnownNumber:
    """The sequence's row for one optimizer. mistake: of the exercise, in place of its solution."""
    title = f"{name}, {mistake}" if mistake else f"{name} with {', '.join(options) or 'defaults'}"
    compute = partial(five_steps, name=name, options=options)
    return KnownNumber(title, compute, (first, fifth), 1e-9, 1e-10, (name, mistake) if mistake else None)
