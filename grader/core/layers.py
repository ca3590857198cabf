"""Define the record of a layer of confinement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """A layer of confinement, as tested on this machine.

    name: as in `child.selftest.LOST`
    holds: whether it works here
    detail: how that was tested, or why it does not hold
    lost: what students' code can do without it
    """

    name: str
    holds: bool
    detail: str
    lost: str
