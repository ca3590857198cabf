"""Read the answer to a quiz from the source of its cell: one assignment of a literal. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from grader.core.terminal import one_line

#: Characters of a cell beyond which it is not parsed.
LONGEST_CELL = 4_000
_LONGEST_SHOWN = 60
_NEARLY = {"true": "True", "false": "False", "none": "None"}


@dataclass(frozen=True)
class LiteralAnswer:
    """What a cell holds.

    given: True or False, or texts without those that are empty; () where nothing is answered
    problem: what was found and what is expected, in a sentence, where it cannot be read; or ""
    """

    given: tuple[bool | str, ...] = ()
    problem: str = ""


def read_cell(source: str, name: str, wanted: int) -> LiteralAnswer:
    """Read the answer in the source of a cell.

    name: that is assigned to
    wanted: how many texts are asked for; 0 for True or False
    """
    form = expected_form(name, wanted)
    found = ""
    if len(source) > LONGEST_CELL:
        found = f"the cell holds {len(source)} characters"
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                body = ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None)
            found = f"the cell cannot be read as Python{f' (line {line})' if line else ''}"
        else:
            if _is_untouched(body):
                return LiteralAnswer()
            found = _why_no_assignment(body, name)
            if not found:
                assert isinstance(body[0], ast.Assign)
                return _read_value(body[0].value, name, wanted)
    return LiteralAnswer(problem=f"{found}; {form}")


def read_value(value: object, name: str, wanted: int) -> LiteralAnswer:
    """Read an answer that is a value already; see `read_cell`."""
    form = expected_form(name, wanted)
    if value is None or value is ...:
        return LiteralAnswer()
    if wanted == 0:
        if isinstance(value, bool):
            return LiteralAnswer((value,))
        quoted = " in quotes" if isinstance(value, str) and value.strip() in ("True", "False") else ""
        return LiteralAnswer(problem=f"`{_brief(value)}` is {_kind(value)}{quoted}; {form}")
    if isinstance(value, str) and wanted == 1:
        value = [value]
    if isinstance(value, str) and not value.strip():
        return LiteralAnswer()
    if not isinstance(value, list | tuple | set):
        return LiteralAnswer(problem=f"`{_brief(value)}` is {_kind(value)}; {form}")
    in_order = sorted(value, key=_brief) if isinstance(value, set) else value
    items = [item for item in in_order if item is not None and item is not ... and item != ""]
    odd = [item for item in items if not isinstance(item, str)]
    if odd:
        return LiteralAnswer(problem=f"`{_brief(odd[0])}` is {_kind(odd[0])}; {form}")
    texts = tuple(str(item) for item in items if str(item).strip())
    if len(texts) > wanted:
        return LiteralAnswer(problem=f"{len(texts)} answers are given; {form}")
    return LiteralAnswer(texts)


def expected_form(name: str, wanted: int) -> str:
    """Say what an answer looks like, as the end of a sentence."""
    if wanted == 0:
        return f"expected is one line, `{name} = True` or `{name} = False`"
    if wanted == 1:
        return f'expected is one line, `{name} = "..."`, with your answer in the quotes'
    listed = ", ".join(['"..."'] * wanted)
    return f"expected is one line, `{name} = [{listed}]`, with {wanted} answers, each in quotes"


def _is_untouched(body: list[ast.stmt]) -> bool:
    """Return whether a cell is empty, or raises what nbgrader puts in place of a solution."""
    return not body or (len(body) == 1 and _brief_code(body[0]) == "raise NotImplementedError()")


def _why_no_assignment(body: list[ast.stmt], name: str) -> str:
    """Say why the statements are no single assignment to the name; "" where they are."""
    if len(body) != 1:
        return f"the cell holds {len(body)} statements"
    statement = body[0]
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return f"the cell holds `{_brief_code(statement)}`, which is no plain assignment"
    target = statement.targets[0]
    if not isinstance(target, ast.Name) or target.id != name:
        return f"the cell assigns to `{_brief_code(target)}`"
    return ""


def _read_value(node: ast.expr, name: str, wanted: int) -> LiteralAnswer:
    if isinstance(node, ast.Name) and node.id.lower() in _NEARLY:
        found = f"`{node.id}` is a name that Python does not know; it spells it `{_NEARLY[node.id.lower()]}`"
        return LiteralAnswer(problem=f"{found}; {expected_form(name, wanted)}")
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        found = f"`{_brief_code(node)}` is an expression, which is not computed here"
        parts = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
        bare = [part.id for part in parts if isinstance(part, ast.Name)]
        if bare and wanted:
            found = f"`{_shortened(bare[0])}` stands without quotes"
        return LiteralAnswer(problem=f"{found}; {expected_form(name, wanted)}")
    return read_value(value, name, wanted)


def _kind(value: object) -> str:
    for types, words in {
        bool: "a truth value",
        str: "a text",
        (int, float, complex): "a number",
        (list, tuple, set): "a list",
    }.items():
        if isinstance(value, types):  # type: ignore[arg-type]
            return words
    return f"a {type(value).__name__}"


def _brief(value: object) -> str:
    try:
        return _shortened(repr(value))
    except (RecursionError, ValueError):  # a number of very many digits
        return "..."


def _brief_code(node: ast.AST) -> str:
    try:
        return _shortened(ast.unparse(node))
    except (RecursionError, ValueError):
        return "..."


def _shortened(text: str) -> str:
    line = one_line(text).replace("`", "'")
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"
