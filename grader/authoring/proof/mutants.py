"""Generate mutants of a solution: small changes by rule, which the cases of an exercise must catch.

Only what stands between the SOLUTION markers is changed, one place at a time, in a deterministic order. The rules:
- operators are exchanged, operands dropped;
- numbers are changed;
- comparisons and conditions are inverted or made constant;
- calls are replaced by their argument, arguments swapped, NumPy functions exchanged for their opposites;
- statements are deleted;
- assignments into an array become assignments of a name;
- names and attributes are exchanged for the next one of the function;
- slices are widened.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.course.edits import solution_lines

_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.Mult,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPPOSITES = {
    "zeros_like": "ones_like",
    "zeros": "ones",
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "sum": "mean",
    "mean": "sum",
    "sqrt": "square",
    "exp": "expm1",
    "log": "log1p",
}
#: Calls in which the order of two arguments makes no difference.
_SYMMETRIC = frozenset(["maximum", "minimum", "max", "min", "add", "multiply"])


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    label: the statement before and after, as in "p -= g -> p += g"
    source: the whole changed text
    """

    label: str
    source: str


def mutants(text: str) -> list[Mutant]:
    """List every mutant of a task's source, without duplicates and without the source itself."""
    tree = ast.parse(text)
    lines = solution_lines(text)
    sources = {ast.unparse(tree) + "\n"}
    scopes = _scopes(tree)
    labels: dict[str, int] = {}
    found = []
    for owner, field, index, node, statement in list(_places(tree, lines)):
        before = _first_line(statement)
        for new in _changes(node, scopes.get(node, tree)):
            with _Swapped(owner, field, index, ast.fix_missing_locations(new)):
                source = ast.unparse(tree) + "\n"
                if source in sources:
                    continue
                sources.add(source)
                after = (
                    "(deleted)" if isinstance(new, ast.Pass) else _first_line(new if node is statement else statement)
                )
            label = f"{before} -> {after}"
            labels[label] = labels.get(label, 0) + 1
            found.append(Mutant(label if labels[label] == 1 else f"{label} ({labels[label]})", source))
    return found


class _Swapped:
    """Exchange a node of the tree for another within a `with` block."""

    def __init__(self, owner: ast.AST, field: str, index: int | None, new: ast.AST) -> None:
        self.owner, self.field, self.index, self.new = owner, field, index, new

    def __enter__(self) -> None:
        self.old = self._exchange(self.new)

    def __exit__(self, *exc: object) -> None:
        self._exchange(self.old)

    def _exchange(self, node: ast.AST) -> ast.AST:
        old: ast.AST
        if self.index is None:
            old = getattr(self.owner, self.field)
            setattr(self.owner, self.field, node)
        else:
            siblings = getattr(self.owner, self.field)
            old, siblings[self.index] = siblings[self.index], node
        return old


def _places(tree: ast.AST, lines: set[int]) -> Iterator[tuple[ast.AST, str, int | None, ast.AST, ast.stmt]]:
    """Yield (owner, field, index, node, enclosing statement) of all nodes of the solution regions, in source order."""

    def walk(
        owner: ast.AST, statement: ast.stmt | None
    ) -> Iterator[tuple[ast.AST, str, int | None, ast.AST, ast.stmt]]:
        for field, value in ast.iter_fields(owner):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(node, ast.AST):
                    continue
                around = node if isinstance(node, ast.stmt) else statement
                if around is not None and around.lineno in lines:
                    yield owner, field, index, node, around
                yield from walk(node, around)

    yield from walk(tree, None)


def _scopes(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Map each node inside of a function to the innermost one around it; a function is inside of itself."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {node: function for function in functions for node in ast.walk(function)}


def _changes(node: ast.AST, scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that a node is exchanged for."""
    match node:
        case ast.BinOp(left, op, right):
            for kind in _OPERATORS.get(type(op), ()):
                yield ast.BinOp(left, kind(), right)
            yield left
            yield right
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield operand
        case ast.Compare(left, [op], rights):
            for comparison in _COMPARISONS[type(op)]:
                yield ast.Compare(left, [comparison()], rights)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _other_constants(value))
        case ast.Call():
            yield from _other_calls(node)
        case ast.Subscript(value, index, ast.Load()):
            yield value
            if isinstance(index, ast.Slice):
                yield from _widened(node, index)
        case ast.Attribute(ast.Name("self"), name, ast.Load()):
            other = _next_name(name, _attributes(scope))
            if other:
                yield ast.Attribute(ast.Name("self", ast.Load()), other, ast.Load())
        case ast.Name(name, ast.Load()):
            other = _next_name(name, _locals(scope))
            if other:
                yield ast.Name(other, ast.Load())
        case ast.stmt():
            yield from _other_statements(node)


def _other_constants(value: object) -> list[bool | int | float]:
    if isinstance(value, bool):
        return [not value]
    if not isinstance(value, int | float):
        return []
    return [value + 1] if value == 0 else [value + 1, type(value)(0)]


def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred):
        yield call.args[0]
    if len(call.args) >= 2 and name not in _SYMMETRIC:
        first, second, *rest = call.args
        yield ast.Call(call.func, [second, first, *rest], call.keywords)
    if name in _OPPOSITES and isinstance(call.func, ast.Attribute):
        yield ast.Call(ast.Attribute(call.func.value, _OPPOSITES[name], ast.Load()), call.args, call.keywords)


def _other_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.AugAssign(target, op, value):
            yield ast.Pass()
            for kind in _OPERATORS.get(type(op), ()):
                yield ast.AugAssign(target, kind(), value)
            yield ast.Assign([target], value)
            if isinstance(target, ast.Name):
                yield ast.Assign([target], ast.BinOp(ast.Name(target.id, ast.Load()), op, value))
        case ast.Assign([ast.Subscript(ast.Name(name), ast.Constant(value=index))], value) if index is Ellipsis:
            yield ast.Pass()
            yield ast.Assign([ast.Name(name, ast.Store())], value)
        case ast.Assign([ast.Tuple(names)], value):
            yield ast.Pass()
            yield ast.Assign([ast.Tuple(names[::-1], ast.Store())], value)
        case ast.If(_, body, orelse):
            yield ast.If(ast.Constant(True), body, orelse)
            yield ast.If(ast.Constant(False), body, orelse)
        case ast.Assign() | ast.Expr() | ast.Return() | ast.For() | ast.While():
            yield ast.Pass()


def _widened(node: ast.Subscript, index: ast.Slice) -> Iterator[ast.AST]:
    if index.lower:
        yield ast.Subscript(node.value, ast.Slice(None, index.upper, index.step), ast.Load())
    if index.upper:
        yield ast.Subscript(node.value, ast.Slice(index.lower, None, index.step), ast.Load())


def _next_name(name: str, names: list[str]) -> str | None:
    """Return the name after `name`, cyclically; None where there is no other, or it is not among them."""
    if name not in names or len(names) < 2:
        return None
    return names[(names.index(name) + 1) % len(names)]


def _locals(scope: ast.AST) -> list[str]:
    """List arguments and assigned names of a function, in order, without self."""
    arguments = [a.arg for a in scope.args.args + scope.args.kwonlyargs] if isinstance(scope, ast.FunctionDef) else []
    stored = [n.id for n in ast.walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return [name for name in dict.fromkeys(arguments + stored) if name != "self"]


def _attributes(scope: ast.AST) -> list[str]:
    """List the attributes of self that a function mentions, in order."""
    return list(
        dict.fromkeys(
            n.attr
            for n in ast.walk(scope)
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self"
        )
    )


def _first_line(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0].removesuffix(":")
