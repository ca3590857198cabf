"""Read the pictures that a student pasted into a Markdown cell: few, small, and of kinds that only show something."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: The first bytes of the kinds that are kept. SVG and HTML would run in a browser.
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
MAX_PICTURES = 20
MAX_BYTES = 2_000_000
_LONGEST_NAME = 200

#: Pictures of one cell as nbformat stores them: base64 by MIME type, by name.
Attachments = Mapping[str, Mapping[str, str]]


@dataclass
class PictureReader:
    """Reads the pictures of a notebook, cell by cell, up to a total.

    notes: what was left out and why
    """

    notes: list[str] = field(default_factory=list)
    _count: int = 0
    _size: int = 0

    def read(self, attachments: Any) -> Attachments:
        """Return the pictures among the attachments of a cell; whatever else is there is left out."""
        if not isinstance(attachments, Mapping):
            return {}
        found: dict[str, Mapping[str, str]] = {}
        for name, bundle in attachments.items():
            if not isinstance(name, str) or len(name) > _LONGEST_NAME or not name.isprintable():
                self._leave_out("a picture", "its name cannot be shown")
                continue
            picture = _picture(bundle)
            if not bundle:
                continue
            if picture is None:
                self._leave_out(f"the picture {name}", "it is no PNG, JPEG or GIF")
            elif self._count == MAX_PICTURES or self._size + len(picture[1]) * 3 // 4 > MAX_BYTES:
                limit = f"{MAX_PICTURES} pictures of {MAX_BYTES / 1e6:g} MB in all may be pasted into a notebook"
                self._leave_out(f"the picture {name}", limit)
            else:
                self._count += 1
                self._size += len(picture[1]) * 3 // 4
                found[name] = dict([picture])
        return found

    def _leave_out(self, what: str, why: str) -> None:
        note = f"{what} was left out: {why}"
        if len(self.notes) < MAX_PICTURES and note not in self.notes:
            self.notes.append(note)


def joined(cells: Iterable[Attachments]) -> Attachments:
    """Join the pictures of several cells; of two that are called alike the first stays."""
    found: dict[str, Mapping[str, str]] = {}
    for attachments in cells:
        for name, bundle in attachments.items():
            found.setdefault(name, bundle)
    return found


def _picture(bundle: Any) -> tuple[str, str] | None:
    """(MIME type, base64) of the first picture in a bundle whose bytes are of that type."""
    if not isinstance(bundle, Mapping):
        return None
    for kind, signature in _SIGNATURES.items():
        text = bundle.get(kind)
        if not isinstance(text, str) or len(text) > 2 * MAX_BYTES:
            continue
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        if data.startswith(signature):
            return kind, base64.b64encode(data).decode("ascii")
    return None
