"""List the names of the grader that an attack's source uses, and those of them that the code does not have.

An attack that patches, reads or imports something that was renamed would fail for want of a target.
"""

from __future__ import annotations

import ast
import importlib
import re
import types
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grader
from grader.child import rooms

PACKAGE = Path(grader.__file__).parent
#: A dotted name of ours in a text; the name of a file beside the notebook ("grader.py") is none.
DOTTED = re.compile(r"\bgrader(?:\.(?!py\b)[A-Za-z_]\w*)+")
_PLACE = re.compile(r"@[A-Z]+@|(?<!\{)\{[a-z_]+!?[a-z]?\}(?!\})")
_FILE = re.compile(r"(?:\w+/)*\w+\.py")


def missing(text: str) -> list[str]:
    """Describe every name of the grader in an attack's file (its Python text) that the code does not have."""
    found: list[str] = []
    for constant in _strings(ast.parse(text)):
        found += [name for name in DOTTED.findall(constant) if not resolves(name)]
        source = _parsed(constant)
        if source is not None:
            found += _Names(source).missing
    return sorted(set(found))


def resolves(dotted: str) -> bool:
    """Whether a dotted name is a module of the grader, or an attribute of one."""
    try:
        _look_up(dotted)
    except (ImportError, AttributeError):
        return False
    return True


def _look_up(dotted: str) -> object:
    """The object of that name. Raises ImportError or AttributeError."""
    parts = dotted.split(".")
    thing: object = importlib.import_module(parts[0])
    for number, part in enumerate(parts[1:], 2):
        if isinstance(thing, types.ModuleType) and not part.startswith("__"):
            try:
                thing = importlib.import_module(".".join(parts[:number]))
                continue
            except ModuleNotFoundError:
                pass
        thing = getattr(thing, part)
    return thing


def _strings(tree: ast.AST) -> Iterator[str]:
    """Every text of a module but docstrings, bytes among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def _parsed(source: str) -> ast.Module | None:
    """The tree of a text that is Python once its @NAMES@ and {names} are filled in; else None."""
    if "\n" not in source:
        return None
    plain = _PLACE.sub("None", source).replace("{{", "{").replace("}}", "}")
    try:
        return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@cache
def _variables() -> frozenset[str]:
    """The names of local variables and parameters of all functions that run beside student code."""
    found: set[str] = set()
    for room in rooms.ROOMS:
        for path in (PACKAGE / room).glob("*.py"):
            waiting = [compile(path.read_text(encoding="utf-8"), str(path), "exec")]
            for code in waiting:  # grows while it is walked
                found |= {*code.co_varnames, *code.co_cellvars}
                waiting += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return frozenset(found)


@cache
def _attributes() -> frozenset[str]:
    """Every name that is taken of, or set on, an object in the rooms that run beside student code."""
    texts = [path.read_text(encoding="utf-8") for room in rooms.ROOMS for path in (PACKAGE / room).glob("*.py")]
    nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
    return frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute))


class _Names:
    """What one source takes of the grader: through imports, sys.modules, frames and paths below the package."""

    def __init__(self, source: ast.Module) -> None:
        self.missing: list[str] = []
        self._aliases: dict[str, str] = {}  # variable -> dotted name of ours
        nodes = list(ast.walk(source))
        for node in nodes:
            self._bind(node)
        engine = any(isinstance(node, ast.Name) and node.id == "ENGINE" for node in nodes)
        for node in nodes:
            if isinstance(node, ast.Attribute):
                self._expect(self._dotted(node))
                if _of_a_frame(node.value) and node.attr not in _attributes():
                    self.missing.append(f"the attribute {node.attr} of a frame's variable")
            elif isinstance(node, ast.Subscript):
                self._key(node)
            elif engine and (path := _file(node)) and not any(PACKAGE.glob(f"**/{path}")):
                self.missing.append(f"the file {path}")
            if (variable := _frames_variable(node)) and variable not in _variables():
                self.missing.append(f"the variable {variable} of a frame")

    def _bind(self, node: ast.AST) -> None:
        """Note what a variable stands for, where it is something of ours."""
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.partition(".")[0] == "grader":
                    self._expect(name.name)
                    self._aliases[name.asname or "grader"] = name.name if name.asname else "grader"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "grader":
            for name in node.names:
                self._expect(f"{node.module}.{name.name}")
                self._aliases[name.asname or name.name] = f"{node.module}.{name.name}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            dotted = self._dotted(node.value)
            if dotted:
                self._aliases[node.targets[0].id] = dotted

    def _dotted(self, node: ast.AST) -> str:
        """The dotted name of ours that an expression stands for, or ""."""
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self._dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "sys.modules":
            return _ours(node.slice)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "__import__" and node.args:
            return _ours(node.args[0]).partition(".")[0]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "importlib.import_module" and node.args:
            return _ours(node.args[0])
        return ""

    def _key(self, node: ast.Subscript) -> None:
        """Expect the key of a mapping of ours."""
        owner = self._dotted(node.value)
        if owner and resolves(owner) and isinstance(node.slice, ast.Constant):
            mapping = _look_up(owner)
            if isinstance(mapping, dict) and node.slice.value not in mapping:
                self.missing.append(f"{owner}[{node.slice.value!r}]")

    def _expect(self, dotted: str) -> None:
        if dotted and not resolves(dotted):
            self.missing.append(dotted)


def _ours(node: ast.AST) -> str:
    """The dotted name of ours that a literal text holds, or ""."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text if DOTTED.fullmatch(text) else ""


def _file(node: ast.AST) -> str:
    """The path of a Python file that a literal text holds, or ""."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text if _FILE.fullmatch(text) else ""


def _frames_variable(node: ast.AST) -> str:
    """The variable that is taken of a frame: f_locals["name"], f_locals.get("name") or "name" in f_locals."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("f_locals"):
        key: ast.AST = node.slice
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("f_locals.get"):
        key = node.args[0]
    elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]).endswith("f_locals"):
        key = node.left
    else:
        return ""
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def _of_a_frame(node: ast.AST) -> bool:
    """Whether an expression is a variable of a frame."""
    return isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("f_locals")
