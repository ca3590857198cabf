"""Read the bytes of a stranger's notebook, of any size, and parse them as JSON; nothing is executed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from grader.core.errors import is_of_the_machine
from grader.submission.attachments import Stored
from grader.submission.saved_outputs import CHUNK, OUTPUTS, PICTURES, Stripper, TooManyError, is_utf8

MAX_BYTES = 10_000_000  # of a notebook without saved outputs
MAX_SAVED = 200_000_000  # of its file

Document = Mapping[str, Any]
ITSELF = "hand in the file itself"
SAVE = "save it once more in JupyterLab and hand in that file"


class UnreadableError(Exception):
    """Why a notebook cannot be read, and what to do: the end of a sentence."""


def read_bytes(notebook: Stored) -> tuple[bytes, str, tuple[str, ...]]:
    """(the notebook's bytes, the file's SHA-256, what was left out) of a file of any size. Raises UnreadableError, and
    OSError where the machine fails.

    Of a large one saved outputs are left out, which nothing needs and no note names.
    """
    try:
        with notebook.open() as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) <= MAX_BYTES:
            return data, hashlib.sha256(data).hexdigest(), ()
        if not is_utf8(data):
            raise UnreadableError(f"cannot be read: it is larger than {MAX_BYTES / 1e6:g} MB and not UTF-8; {SAVE}")
        del data
        try:
            return (*_stripped(notebook, OUTPUTS), ())
        except TooManyError:
            note = f"pictures in the text were left out: the notebook has more than {MAX_BYTES / 1e6:g} MB"
            return (*_stripped(notebook, OUTPUTS | PICTURES), (note,))
    except TooManyError as error:
        remedy = "clear all outputs, move data into a file beside it, save and hand in again"
        raise UnreadableError(f"cannot be read: {error}; {remedy}") from error
    except OSError as error:
        if is_of_the_machine(error):
            raise
        raise UnreadableError(f"cannot be read: {error.strerror or error}; {ITSELF}") from error


def _stripped(notebook: Stored, strip: frozenset[tuple[str, ...]]) -> tuple[bytes, str]:
    """(the notebook without the values at these keys, the SHA-256 of the file). Raises TooManyError, OSError."""
    stripper, digest, size = Stripper(MAX_BYTES, strip), hashlib.sha256(), 0
    with notebook.open() as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > MAX_SAVED:
                remedy = "clear all outputs, save and hand in again"
                raise UnreadableError(f"cannot be read: it is larger than {MAX_SAVED / 1e6:g} MB; {remedy}")
            digest.update(chunk)
            stripper.feed(chunk)
    return stripper.kept, digest.hexdigest()


def parse(data: bytes) -> Document:
    """The JSON object in the bytes, in UTF-8 or UTF-16, with or without a byte order mark. Raises UnreadableError."""
    if not data.strip():
        raise UnreadableError(f"cannot be read: it is empty; {SAVE}")
    try:
        document = json.loads(data)
    except RecursionError as error:
        raise UnreadableError(f"cannot be read: it is nested too deeply; {SAVE}") from error
    except json.JSONDecodeError as error:
        reason = f"it is not JSON (line {error.lineno}: {error.msg})"
        raise UnreadableError(f"cannot be read: {reason}; {SAVE}") from error
    except ValueError as error:  # bad bytes, or a number of thousands of digits
        reason = "it is not valid UTF-8" if isinstance(error, UnicodeDecodeError) else "it is not JSON"
        raise UnreadableError(f"cannot be read: {reason}; {SAVE}") from error
    if not isinstance(document, dict):
        raise UnreadableError(f"cannot be read: it holds a JSON {kind_of(document)} and no notebook; {SAVE}")
    return document


def kind_of(value: Any) -> str:
    return {list: "list", str: "string", bool: "truth value", type(None): "null"}.get(type(value), "number")
