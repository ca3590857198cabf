"""The argument of a probe beside the task and its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Context:
    """What a probe may look names up in.

    given: the lab's given.py, or None
    namespace: the student's names, or those of the exercise file
    probes: the lab's probes.py, or None
    """

    given: ModuleType | None = None
    namespace: Mapping[str, Any] = field(default_factory=dict)
    probes: ModuleType | None = None
