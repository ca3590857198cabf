"""Report data in a submission's code that may be a table of answers, for a person to look at.

Nothing is executed, and whatever is handed in, looking at it ends soon: source that is no Python, or too deep to parse,
is searched as text. A warning costs no points. Only a cell that holds more data than any answer could need is not run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.core.records import Submission
from grader.submission.attachments import shown
from grader.submission.sums import parsed, size_of, sums_of

#: From here on data is reported. The labs' own answers stay below half of each: tests/test_integrity.py.
UNBROKEN = 400  # characters of digits, hexadecimal or base64 in one piece, comments included
TEXT = 2_500  # characters of one text, or bytes, or digits of one number
CONSTANTS = 300  # in one list, tuple, set or dict, with all that lies in it
IN_ALL = 3_000  # in all cells together
BESIDE = 50_000  # bytes of a file beside the notebook
CELL = 10_000  # characters of texts and numbers in one cell
#: A cell whose strings and numbers are longer than this together is not run.
MOST = 100_000

_MOST_WARNINGS = 20
_MOST_PARSED = 100_000  # characters of cells and modules together; what is more is searched as text
_RUN = re.compile(r"[A-Za-z0-9+/=_-]+")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_KINDS = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set", ast.Dict: "dict"}


@dataclass(frozen=True)
class Inspection:
    """What was found. warnings: one sentence each. refused: why a cell is not to be run, by its id."""

    warnings: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Found:
    """What one source holds. warnings: what is to be reported; constants: how many; size: of all, in characters."""

    warnings: list[str] = field(default_factory=list)
    constants: int = 0
    size: int = 0


def inspect(submission: Submission, released: Iterable[str] = ()) -> Inspection:
    """Look through a submission's own code cells and the files beside it. Never raises for what is in them.

    released: sources that were handed out, which cost nothing where a submission repeats them
    """
    warnings: list[str] = []
    sources: list[str] = []
    refused: dict[str, str] = {}
    constants, room = 0, _MOST_PARSED
    for cell in submission.cells:
        if cell.role not in ("solution", "own", "experiment"):
            continue
        sources.append(cell.source)
        found, room = _look(cell.source, room), room - len(cell.source)
        warnings += [f"the cell {cell.id} holds {each}" for each in found.warnings]
        constants += found.constants
        if found.size > MOST:
            over = f"{found.size} characters of data, {found.size - MOST} over the limit of {MOST} for a cell"
            refused[cell.id] = f"it was not run: it holds {over}"
    for name, data in submission.files.items():
        label = shown(name)[:100]
        if len(data) >= BESIDE:
            warnings.append(f"the file {label} beside the notebook has {len(data)} bytes")
        elif name.endswith(".py"):
            source = data.decode("utf-8", "replace")
            sources.append(source)
            found, room = _look(source, room), room - len(source)
            warnings += [f"the file {label} holds {each}" for each in found.warnings]
            constants += found.constants
    small = {name: data for name, data in submission.files.items() if len(data) < BESIDE}
    sums = sums_of(sources, released, small)
    if constants >= IN_ALL:
        sums.append(f"its cells and modules hold about {constants // 100 * 100} numbers and texts in all")
    warnings = sums + warnings
    if len(warnings) > _MOST_WARNINGS:
        warnings[_MOST_WARNINGS:] = [f"and {len(warnings) - _MOST_WARNINGS} more of the kind"]
    return Inspection(tuple(warnings), refused)


def _look(source: str, room: int) -> _Found:
    """What one source holds. room: how many characters may still be parsed."""
    found = _Found()
    runs = [len(run[0]) for run in _RUN.finditer(source) if len(run[0]) >= UNBROKEN and len(set(run[0])) > 1]
    if runs:
        found.warnings.append(f"{max(runs)} letters and digits in one piece, as encoded data has")
    signs = source.count(",") + source.count(":")
    if len(source) < TEXT and signs < CONSTANTS - 1 and not runs:
        found.constants = signs  # too small for more than that, and parsing takes longer than counting
        return found
    tree = parsed(source) if len(source) <= room else None
    if tree is None:
        _look_at_text(source, found)
    else:
        _look_at_tree(tree, found)
    if found.size >= CELL and not found.warnings:
        found.warnings.append(f"{found.size} characters of texts and numbers")
    return found


def _look_at_text(source: str, found: _Found) -> None:
    """Numbers, and words with digits in them, wherever they stand."""
    sizes = [len(word[0]) for word in _WORD.finditer(source) if _DIGIT.search(word[0])]
    found.constants, found.size = len(sizes), sum(sizes)
    if found.constants >= CONSTANTS:
        found.warnings.append(f"{found.constants} numbers in what is too long or too odd to be read as Python")


def _look_at_tree(tree: ast.AST, found: _Found) -> None:
    """Long texts, and displays of many constants, the outermost ones; in time linear in the tree."""
    nodes, parents = [tree], [0]
    for place, node in enumerate(nodes):  # grows while it is walked; parents come before their children
        for child in ast.iter_child_nodes(node):
            nodes.append(child)
            parents.append(place)
    constants = [0] * len(nodes)
    for place in range(len(nodes) - 1, 0, -1):
        constants[place] += isinstance(nodes[place], ast.Constant)
        constants[parents[place]] += constants[place]
    found.constants = constants[0]
    reported = [False] * len(nodes)
    for place, node in enumerate(nodes):
        size = size_of(node.value) if isinstance(node, ast.Constant) else 0
        found.size += size
        reported[place] = reported[parents[place]]
        if reported[place]:
            continue
        kind = _KINDS.get(type(node))
        if size >= TEXT:
            found.warnings.append(f"a text or number of {size} characters")
        elif kind and constants[place] >= CONSTANTS:
            found.warnings.append(f"a {kind} of {constants[place]} numbers and texts")
            reported[place] = True
