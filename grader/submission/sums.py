"""Count what a submission's sources hold together: data in many small pieces, in names, in comments, in files.

A table of answers can be cut into pieces of any size and written in any form, but not made smaller than it is.
"""

from __future__ import annotations

import ast
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence

#: From here on a sum is reported. The labs' own answers stay below half of each: tests/submission/test_sums.py.
TEXTS = 40_000  # characters of texts and numbers in all cells and modules
NAMES = 5_000  # characters of different names of variables, functions and attributes
COMMENTS = 10_000  # characters of comments
BESIDE = 100_000  # bytes of all files beside the notebook that are not reported alone
COMPRESSED = 15_000  # bytes of all sources, compressed

_MOST_PARSED = 100_000  # characters; sources beyond are taken for data as a whole
_WINDOW = 1 << 15  # bytes that zlib looks back
_WORD = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"#[^\n]*")
_ESCAPE = re.compile(r"\\(?![\\'\"\r\n])")
_MAGIC = re.compile(r"^(?P<before>[ \t]*(?:[\w.,]+[ \t]*=[ \t]*)?)[%!?].*$", re.MULTILINE)


def sums_of(sources: Sequence[str], released: Iterable[str], files: Mapping[str, bytes]) -> list[str]:
    """Describe every sum that is too large, a sentence each.

    sources: of the submission's own cells and modules
    released: sources that were handed out
    files: what lay beside the notebook and is not reported alone, by name
    """
    found = []
    characters = sum(map(len, sources))
    if characters >= TEXTS and (size := _texts(sources)) >= TEXTS:
        found.append(f"its cells and modules hold {size} characters of texts and numbers in all")
    if _length(_WORD.findall("\n".join(sources))) >= NAMES and (size := _names(sources)) >= NAMES:
        found.append(f"its cells and modules use names of {size} characters in all")
    if (size := sum(len(comment) for source in sources for comment in _COMMENT.findall(source))) >= COMMENTS:
        found.append(f"its comments have {size} characters in all")
    if characters >= COMPRESSED and (size := compressed_size(sources, released)) >= COMPRESSED:
        found.append(f"its cells and modules take {size} bytes when compressed, without what was handed out")
    if (size := sum(map(len, files.values()))) >= BESIDE:
        found.append(f"the small files beside the notebook have {size} bytes in all")
    return found


def compressed_size(sources: Sequence[str], released: Iterable[str]) -> int:
    """Compress sources and count the bytes; what was handed out costs next to nothing where it is repeated."""
    known = "\n".join(released).encode("utf-8", "surrogatepass")[-_WINDOW:]
    maker = zlib.compressobj(9, zdict=known)
    return len(maker.compress("\n".join(sources).encode("utf-8", "surrogatepass"))) + len(maker.flush())


def parsed(source: str) -> ast.AST | None:
    """Parse a source, IPython's magics left out; None for what is no Python, or too deep."""
    plain = _ESCAPE.sub("", source)  # the parser would warn of unknown ones
    for text in (plain, _MAGIC.sub(lambda found: f"{found['before']}None", plain)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        except (RecursionError, MemoryError):
            break
    return None


def size_of(value: object) -> int:
    """Count the characters that a constant takes, without writing it down."""
    if isinstance(value, str | bytes):
        return len(value)
    return 1 + value.bit_length() * 301 // 1000 if isinstance(value, int) else 8


def _texts(sources: Sequence[str]) -> int:
    """Count the characters of constants; a source that cannot be parsed is a text as a whole."""
    size, room = 0, _MOST_PARSED
    for source in sources:
        tree = parsed(source) if len(source) <= room else None
        room -= len(source)
        if tree is None:
            size += len(source)
        else:
            size += sum(size_of(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return size


def _names(sources: Sequence[str]) -> int:
    """Count the characters of all different names; in a source that cannot be parsed every word is one."""
    names: set[str] = set()
    room = _MOST_PARSED
    for source in sources:
        tree = parsed(source) if len(source) <= room else None
        room -= len(source)
        if tree is None:
            names.update(_WORD.findall(source))
            continue
        for node in ast.walk(tree):
            fields = (getattr(node, field, None) for field in ("id", "attr", "arg", "name", "asname"))
            names.update(name for name in fields if isinstance(name, str))
    return _length(names)


def _length(names: Iterable[str]) -> int:
    """Count the characters of different names."""
    return sum(map(len, set(names)))
