"""What a probe is handed beside the task and its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Context:
    """What a probe may look names up in: the lab's given.py and the student's namespace."""

    given: ModuleType | None = None
    namespace: Mapping[str, Any] = field(default_factory=dict)
