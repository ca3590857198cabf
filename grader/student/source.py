"""Find the source of a class or function in a running kernel."""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Iterator
from types import CodeType
from typing import Any


def source_of(task: Any) -> str:
    """The text of a task as its cell or file has it, or "" where it is not to be found.

    inspect.getsource knows no class of a notebook: a class remembers no file. Its methods do, and IPython keeps each
    cell under the name that their code bears. Never raises.
    """
    try:
        for code in _codes(task):
            found = _definition(code, str(getattr(task, "__name__", "")))
            if found:
                return found
        return inspect.getsource(task)
    except Exception:
        return ""


def _codes(task: Any) -> Iterator[CodeType]:
    """The code of a function, or of each method that a class defines itself."""
    members = vars(task).values() if isinstance(task, type) else [inspect.unwrap(task)]
    for member in members:
        function = getattr(member, "__func__", getattr(member, "fget", member))
        code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
        if isinstance(code, CodeType):
            yield code


def _definition(code: CodeType, name: str) -> str:
    """The definition called `name` that this code lies in, cut out of its file or cell."""
    text = "".join(linecache.getlines(code.co_filename))
    if not text:
        return ""
    inside = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name == name
        and min([node.lineno, *(d.lineno for d in node.decorator_list)]) <= code.co_firstlineno
        and code.co_firstlineno <= (node.end_lineno or 0)
    ]
    return ast.get_source_segment(text, inside[-1]) or "" if inside else ""
