"""Find traits in a task's syntax tree that distinguish mistakes with equal outputs.

Source is parsed, never run; it may be hostile.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest

_MAX_SOURCE = 100_000
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
#: Functions that leave the arrays they are handed as they are; any other one might change them.
_HARMLESS = frozenset(["zip", "enumerate", "range", "len", "list", "tuple", "print", "sum", "abs", "isinstance", "id"])
_WRITERS = frozenset(["copyto", "put", "place", "putmask", "fill_diagonal"])
_CHANGING_METHODS = frozenset(["fill", "put", "itemset", "__isub__", "__iadd__", "__setitem__", "sort", "resize"])


def traits(source: str) -> frozenset[str]:
    """Which of "rebinds" and "no update" a task's source shows; none for what cannot be parsed.

    "rebinds": a parameter's name or its place in the list is given a new array (`p = p - ...` in a loop over the
    parameters, `self.params[i] = ...`, `self.params = [...]`) instead of the array being changed in place.
    "no update": no statement could change a parameter in either way. At most one of them holds.
    """
    if len(source) > _MAX_SOURCE:
        return frozenset()
    try:
        tree = ast.parse(_without_escapes(source))
        holders = _holders(tree)
        steps: list[ast.AST] = [n for n in ast.walk(tree) if isinstance(n, _FUNCTIONS) and n.name == "step"]
        views = [_View(step, holders) for step in steps or [tree]]
        if any(view.rebinds() for view in views):
            return frozenset(["rebinds"])
        return frozenset() if any(view.updates() for view in views) else frozenset(["no update"])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()


class _View:
    """A function, with the names of single parameters in it and of the list of them."""

    def __init__(self, root: ast.AST, holders: frozenset[str]) -> None:
        self.nodes = list(ast.walk(root))
        self.holders = holders
        self.names: frozenset[str] = frozenset()
        self.names = frozenset(self._parameter_names())

    def rebinds(self) -> bool:
        return any(self._rebinds(target, value) for target, value in self._assignments())

    def updates(self) -> bool:
        return any(self._updates(node) for node in self.nodes)

    def _parameter_names(self) -> Iterator[str]:
        """Loop variables drawn from the parameters, and names given to one of them (`p = self.params[i]`)."""
        for node in self.nodes:
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                yield from self._drawn(node.target, node.iter)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    for part, value in _parts(target, node.value):
                        if isinstance(part, ast.Name) and self._is_one(value):
                            yield part.id

    def _drawn(self, target: ast.expr, source: ast.expr) -> Iterator[str]:
        """Of a loop's targets, those that stand where the parameters stand in `zip` and `enumerate`."""
        if isinstance(source, ast.Call) and isinstance(target, ast.Tuple | ast.List):
            name = source.func.id if isinstance(source.func, ast.Name) else ""
            arguments: list[ast.expr | None] = [None, *source.args[:1]] if name == "enumerate" else [*source.args]
            for part, argument in zip_longest(target.elts, arguments):
                if part is not None and argument is not None:
                    yield from self._drawn(part, argument)
        elif isinstance(source, ast.Call) and source.args and not self._is_list(source):
            yield from self._drawn(target, source.args[0])  # reversed(params), list(params)
        elif isinstance(target, ast.Name) and self._is_list(source):
            yield target.id

    def _assignments(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Every (target, value) of plain assignments; the parts of a tuple one by one."""
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from _parts(target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                yield node.target, node.value

    def _rebinds(self, target: ast.expr, value: ast.expr) -> bool:
        if isinstance(target, ast.Name) and target.id in self.names:
            return not self._is_one(value)
        if isinstance(target, ast.Subscript):
            return self._is_list(target.value)
        return self._is_list(target) and not (isinstance(value, ast.Name | ast.Attribute) or self._is_list(value))

    def _updates(self, node: ast.AST) -> bool:
        """Whether a statement could change an array in place: `-=`, `p[...] =`, out=, a call that is handed it."""
        if isinstance(node, ast.AugAssign):
            return self._is_one(node.target) or self._inside_one(node.target)
        if isinstance(node, ast.Assign):
            return any(self._inside_one(target) for target in node.targets)
        if not isinstance(node, ast.Call):
            return False
        if any(k.arg == "out" and any(map(self._is_one, ast.walk(k.value))) for k in node.keywords):
            return True
        function = node.func
        passed = any(self._is_one(part) or self._inside_one(part) for part in node.args)
        if isinstance(function, ast.Name):
            return passed and function.id not in _HARMLESS
        if not isinstance(function, ast.Attribute):
            return passed
        if self._is_one(function.value):
            return function.attr in _CHANGING_METHODS
        if isinstance(function.value, ast.Name) and function.value.id in ("np", "numpy"):
            return (passed and function.attr in _WRITERS) or any(map(self._is_one, node.args[2:3]))
        return passed

    def _is_list(self, node: ast.AST) -> bool:
        """Whether an expression is the list of the parameters, or a part of it: `self.params[1:]`."""
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._is_list(node.value)
        return _called(node) in self.holders and not (isinstance(node, ast.Name) and node.id in self.names)

    def _is_one(self, node: ast.AST) -> bool:
        """Whether an expression is one of the parameters: a name for it, or `self.params[i]`."""
        if isinstance(node, ast.Subscript):
            return not isinstance(node.slice, ast.Slice) and self._is_list(node.value)
        return isinstance(node, ast.Name) and node.id in self.names

    def _inside_one(self, node: ast.AST) -> bool:
        """Whether an expression is a place within a parameter: `p[...]`, `self.params[i][:]`, `p.flat`."""
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
            if self._is_one(node):
                return True
        return False


def _holders(tree: ast.AST) -> frozenset[str]:
    """Names and attributes that hold the list of parameters: `params`, and what it is stored as."""
    names = {"params", "parameters"}
    for _ in range(2):  # as far as an alias of an alias
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    for part, value in _parts(target, node.value):
                        if isinstance(value, ast.Call) and _called(value.func) in ("list", "tuple") and value.args:
                            value = value.args[0]
                        if _called(value) in names and _called(part):
                            names.add(_called(part))
    return frozenset(names)


def _parts(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """`a, b = c, d` as (a, c), (b, d); anything else as it is."""
    pairs = isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List)
    if pairs and len(target.elts) == len(value.elts):  # type: ignore[attr-defined]
        yield from zip(target.elts, value.elts, strict=True)  # type: ignore[attr-defined]
    else:
        yield target, value


def _called(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _without_escapes(source: str) -> str:
    r"""The source without backslashes that only strings hold (`"\d"`): the parser would warn of unknown ones."""
    return re.sub(r"\\(.)", lambda m: m[0] if m[1] in "\\'\"\r\n" else m[1], source, flags=re.DOTALL)
