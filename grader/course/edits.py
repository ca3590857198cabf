"""Turn changes at places of a syntax tree into edits of the source text, and apply edits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

Edits = Mapping[str, str]
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Span:
    """A place in a text and what is to stand there instead.

    start, end: offsets in characters, end exclusive.
    new: the replacement.
    """

    start: int
    end: int
    new: str


def apply_edits(text: str, edits: Edits) -> str:
    """Apply every edit to a text, by position and all at once.

    Raises ValueError where a key does not occur exactly once, and where two edits overlap.
    """
    spans = []
    for old, new in edits.items():
        count = _count(text, old)
        if count != 1:
            raise ValueError(f"the edit {old!r} matches {count} places instead of one")
        start = text.index(old)
        spans.append(Span(start, start + len(old), new))
    return replace_spans(text, spans)


def _count(text: str, part: str) -> int:
    """Count the places where a part stands in a text, overlapping ones too, which `str.count` passes over."""
    count, start = 0, text.find(part)
    while start >= 0:
        count, start = count + 1, text.find(part, start + 1)
    return count


def replace_spans(text: str, spans: Iterable[Span]) -> str:
    """Replace spans of a text, all at once. Raises ValueError where two overlap."""
    ordered = sorted(spans, key=lambda span: span.start)
    if any(left.end > right.start for left, right in pairwise(ordered)):
        raise ValueError("two edits overlap")
    for span in reversed(ordered):
        text = text[: span.start] + span.new + text[span.end :]
    return text


def edits_from_spans(text: str, spans: Iterable[Span]) -> dict[str, str]:
    """Write replaced spans as edits, whose keys occur exactly once in the text.

    A key that occurs elsewhere too is widened to its whole lines, then to the lines above; overlapping ones are joined.
    """
    blocks = [(span.start, span.end, [span]) for span in sorted(spans, key=lambda span: span.start)]
    while True:
        wide = [_widened(text, start, end, parts) for start, end, parts in blocks]
        joined: list[tuple[int, int, list[Span]]] = []
        for start, end, parts in wide:
            if joined and start < joined[-1][1]:
                before = joined.pop()
                start, end, parts = before[0], max(end, before[1]), [*before[2], *parts]
            joined.append((start, end, parts))
        if joined == blocks:
            break
        blocks = joined
    return {
        text[start:end]: replace_spans(
            text[start:end], [Span(part.start - start, part.end - start, part.new) for part in parts]
        )
        for start, end, parts in blocks
    }


def _widened(text: str, start: int, end: int, parts: list[Span]) -> tuple[int, int, list[Span]]:
    """Widen a place to whole lines, then by a line above (below, at the top) at a time, until its text is unique."""
    while _count(text, text[start:end]) != 1:
        first = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        last = len(text) if stop < 0 else stop
        if (first, last) == (start, end):
            if start:
                first = text.rfind("\n", 0, start - 1) + 1
            else:
                stop = text.find("\n", end + 1)
                last = len(text) if stop < 0 else stop
        start, end = first, last
    return start, end, parts


@dataclass(frozen=True)
class Source:
    """The source of a task, parsed, with what stands between its SOLUTION markers.

    text: the source, as Exercise.text gives it.
    tree: its syntax tree.
    """

    text: str
    tree: ast.Module

    @classmethod
    def parse(cls, text: str) -> Source:
        """Parse a task's source."""
        return cls(text, ast.parse(text))

    def solution_nodes(self, root: ast.AST | None = None) -> Iterator[ast.AST]:
        """Yield the nodes below `root` (default: all) that begin on a line of a solution region."""
        lines = solution_lines(self.text)
        for node in ast.walk(root or self.tree):
            if getattr(node, "lineno", 0) in lines:
                yield node

    def span(self, node: ast.AST, new: str) -> Span:
        """Return the span of a node, to be replaced by `new`."""
        return Span(self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset), new)  # type: ignore[attr-defined]

    def segment(self, node: ast.AST) -> str:
        """Return the text of a node."""
        span = self.span(node, "")
        return self.text[span.start : span.end]

    def offset(self, line: int, column: int) -> int:
        """Return the offset in characters of a line (from 1) and a column in bytes, as `ast` counts them."""
        lines, starts = self._lines
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    @cached_property
    def _lines(self) -> tuple[list[str], list[int]]:
        """The lines, and the offset at which each starts."""
        lines = self.text.splitlines(keepends=True)
        return lines, [0, *accumulate(map(len, lines))]

    def edits(self, spans: Iterable[Span]) -> dict[str, str]:
        """Write replaced spans as edits."""
        return edits_from_spans(self.text, spans)


def solution_lines(text: str) -> set[int]:
    """Return the numbers (from 1) of the lines of all solution regions, from the first marker on."""
    inside, lines = False, set()
    for number, line in enumerate(text.splitlines(), start=1):
        inside = (inside or BEGIN in line) and END not in line
        if inside:
            lines.add(number)
    return lines
