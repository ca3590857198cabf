"""Make a student's Markdown safe to render: nothing in it is HTML, requests anything, or takes long to parse."""

from __future__ import annotations

import re
from collections.abc import Collection

#: Characters of one cell and of all cells of a notebook that are shown. Some Markdown takes quadratic time to parse.
LONGEST = 20_000
LONGEST_IN_ALL = 60_000

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
#: The end of a Markdown link's text, unless the target is a page; "javascript:" has many spellings.
_LINK = re.compile(r"\](?=\((?!<?(?:https?://|#|attachment:))|:(?![ \t]*<?https?://))")
#: A picture. Only one that was pasted into this cell is shown, because any other would be requested from somewhere.
_PICTURE = re.compile(r"!(?=\[)(?!\[[^\[\]\n]*\]\(attachment:([^()\s]+)\))")
_PASTED = re.compile(r"!\[[^\[\]\n]*\]\(attachment:([^()\s]+)\)")


def safe(source: str, pictures: Collection[str] = ()) -> str:
    """Write Markdown so that a renderer makes no tag of it but its own, and nothing that a browser would request.

    Links to pages stay: they are followed by a click alone.

    pictures: names of those that were pasted into the cell
    """
    text = _LINK.sub(r"\\]", _TAG.sub("&lt;", source))
    text = _PICTURE.sub("&#33;", text)
    return _PASTED.sub(lambda found: found.group() if found[1] in pictures else f"&#33;{found.group()[1:]}", text)


def shortened(source: str, room: int) -> str:
    """Cut a text to LONGEST characters, and to what is left of LONGEST_IN_ALL, and say so."""
    limit = min(LONGEST, max(room, 0))
    if len(source) <= limit:
        return source
    return f"{source[:limit]}\n\n(cut here for this page: {len(source):,} characters, {limit:,} of them are shown)"
