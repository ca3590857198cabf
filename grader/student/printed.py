"""Keep what a task prints while it is checked."""

from __future__ import annotations

import io

_MOST_PRINTED = 20_000


class Printed(io.StringIO):
    """What a task prints while it is checked, capped."""

    def write(self, text: str) -> int:
        room = _MOST_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)
