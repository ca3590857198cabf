"""Derive standard mistakes from a solution's syntax tree: each rule gives edits, or none where it does not apply.

A rule takes a Solution and yields mistakes that people make in every task of a kind. They are proven like written ones.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.course.edits import Edits, Source


@dataclass(frozen=True)
class Slip:
    """A mistake derived by rule.

    name: as students read it.
    edits: {text: replacement}, each text once in the task's source.
    hints: a ladder, from a nudge to the formula.
    syntax: the trait of the source that tells it from a mistake with the same trace, or None.
    note: for an answer that is right but for a remark, what the remark begins with, else "".
    """

    name: str
    edits: Edits
    hints: tuple[str, ...]
    syntax: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Solution:
    """A solution as the rules read it.

    task: the class or function.
    source: its text and syntax tree.
    """

    task: Callable[..., Any]
    source: Source

    @cached_property
    def options(self) -> dict[str, object]:
        """The keyword options with their defaults, of the function or of the class's constructor."""
        function = getattr(self.task, "__init__", self.task) if inspect.isclass(self.task) else self.task
        try:
            parameters = inspect.signature(function).parameters.values()
        except ValueError:  # a class without a constructor of its own
            return {}
        return {p.name: p.default for p in parameters if p.default is not p.empty and _is_literal(p.default)}

    @property
    def kind(self) -> str:
        """What students call the task: "class" or "function"."""
        return "class" if inspect.isclass(self.task) else "function"

    @cached_property
    def methods(self) -> dict[str, ast.FunctionDef]:
        """Every function of the source by its name."""
        return {node.name: node for node in ast.walk(self.source.tree) if isinstance(node, ast.FunctionDef)}

    def loads(self, name: str, root: ast.AST | None = None) -> list[ast.expr]:
        """Return the places of the solution that read an option: `self.name` or the bare parameter."""
        return [node for node in self.source.solution_nodes(root) if reads(node, name)]  # type: ignore[misc]


Rule = Callable[[Solution], Iterator[Slip]]


def reads(node: ast.AST, name: str) -> bool:
    """Return whether a node reads `self.name` or the bare `name`."""
    if isinstance(node, ast.Attribute):
        is_self = isinstance(node.value, ast.Name) and node.value.id == "self"
        return is_self and node.attr == name and isinstance(node.ctx, ast.Load)
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def ignores_options(solution: Solution) -> Iterator[Slip]:
    """Replace each option by its default: one mistake for every keyword that has one."""
    for option, default in solution.options.items():
        spans = [solution.source.span(node, repr(default)) for node in solution.loads(option)]
        if spans:
            shown = f"Another {option} changes nothing in your {solution.kind}."
            hints = (f"{shown} Which value do you use?",)
            yield Slip(f"ignores the given {option}", solution.source.edits(spans), hints)


def rebinds(solution: Solution) -> Iterator[Slip]:
    """Give the parameter's name a new array in place of changing the array: `p = p - ...`."""
    updates = list(_updates(solution))
    if updates:
        spans = []
        for name, sign, update in updates:
            value = solution.source.segment(update.value)
            if sign:
                value = f"({value})" if isinstance(update.value, ast.BinOp | ast.IfExp) else value
                value = f"{name} {sign} {value}"
            spans.append(solution.source.span(update, f"{name} = {value}"))
        sign = updates[0][1]
        hints = (
            "Your numbers may be right, but nothing outside `step` ever sees them.",
            f"`p = {f'p {sign} ...' if sign else '...'}` makes a new array and calls it p; "
            "the array in `params` stays as it was.",
        )
        yield Slip("rebinds the parameter", solution.source.edits(spans), hints, syntax="rebinds")


def never_updates(solution: Solution) -> Iterator[Slip]:
    """Compute the update and leave every parameter as it is."""
    spans = [
        solution.source.span(update, f"update = {solution.source.segment(update.value)}")
        for _, _, update in _updates(solution)
    ]
    if spans:
        hint = "No parameter has moved. `step` has to change the arrays in `params` themselves."
        yield Slip("never updates", solution.source.edits(spans), (hint,), syntax="no update")


def changes_gradients(solution: Solution) -> Iterator[Slip]:
    """Overwrite the gradients once they were used: the numbers stay right, the caller's arrays do not."""
    step = solution.methods.get("step")
    if step is None or [argument.arg for argument in step.args.args[1:]] != ["grads"]:
        return
    last = step.body[-1]
    pad = " " * last.col_offset
    new = f"{solution.source.segment(last)}\n{pad}for g in grads:\n{pad}    g *= 0.5"
    edits = solution.source.edits([solution.source.span(last, new)])
    yield Slip("changes its input", edits, (), note="changes the gradients it is given")


def ignores_dout(solution: Solution) -> Iterator[Slip]:
    """Take every dL/dy for 1, so that the slope is given in place of the gradient."""
    scope = solution.methods.get("backward") or solution.methods.get(solution.task.__name__)
    if scope is None or "dout" not in [argument.arg for argument in scope.args.args]:
        return
    skipped = {id(inner) for node in ast.walk(scope) for inner in _shape_reads(node)}
    places = [node for node in solution.loads("dout", scope) if id(node) not in skipped]
    if places:
        edits = solution.source.edits([solution.source.span(node, "np.ones_like(dout)") for node in places])
        hint = "You give the slope dy/dx. The chain rule wants dL/dx: what has dL/dy to do with it?"
        yield Slip("ignores dout", edits, (hint,))


def eps_misplaced(solution: Solution) -> Iterator[Slip]:
    """Move eps out of the root or under it, everywhere at once, and leave it out."""
    inside, outside, missing = [], [], []
    for node in solution.source.solution_nodes():
        match node:
            case ast.Call(ast.Attribute(attr="sqrt"), [ast.BinOp(left, ast.Add(), right)]) if reads(right, "eps"):
                root, eps = solution.source.segment(node.func), solution.source.segment(right)
                inside.append(solution.source.span(node, f"({root}({solution.source.segment(left)}) + {eps})"))
            case ast.BinOp(ast.Call(ast.Attribute(attr="sqrt"), [radicand]) as call, ast.Add(), right) if reads(
                right, "eps"
            ):
                root, eps = solution.source.segment(call.func), solution.source.segment(right)
                outside.append(solution.source.span(node, f"{root}({solution.source.segment(radicand)} + {eps})"))
        match node:
            case ast.BinOp(left, ast.Add(), right) if reads(right, "eps"):
                missing.append(solution.source.span(node, solution.source.segment(left)))
    if inside:
        hint = "eps is added to the variance. What is the root taken of?"
        yield Slip("eps outside the root", solution.source.edits(inside), (hint,))
    if outside:
        hints = ("With small gradients your steps are far too short.", "eps is added to the root, not under it.")
        yield Slip("eps inside the root", solution.source.edits(outside), hints)
    if missing:
        hint = "What do you divide by where the number under the root is 0?"
        yield Slip("eps missing", solution.source.edits(missing), (hint,))


def own_generator(solution: Solution) -> Iterator[Slip]:
    """Draw from another source of chance than the generator that was handed over."""
    draws = [
        node.value
        for node in solution.source.solution_nodes()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rng"
    ]
    rules = {
        "NumPy's global random state": (
            "np.random",
            "Your weights do not depend on the rng that you are handed.",
            "Functions of np.random itself draw from one state for the whole program. Draw from rng instead.",
        ),
        "a generator of its own, always the same seed": (
            "np.random.default_rng(0)",
            "Every call draws the same weights, whatever rng it is handed: two layers would start as twins.",
        ),
        "a generator of its own, without a seed": (
            "np.random.default_rng()",
            "Run it twice with the same seed: nobody can repeat your experiment. Where is chance to come from?",
        ),
    }
    if draws:
        for name, (source, *hints) in rules.items():
            edits = solution.source.edits([solution.source.span(node, source) for node in draws])
            yield Slip(name, edits, tuple(hints))


def _updates(solution: Solution) -> Iterator[tuple[str, str, ast.AugAssign | ast.Assign]]:
    """Yield what changes a parameter in a loop over `self.params`: its name, "-", "+" or "", and the statement.

    The sign is that of an augmented assignment; `p[...] = ...` has none.
    """
    step = solution.methods.get("step")
    for loop in ast.walk(step) if step else ():
        if not isinstance(loop, ast.For):
            continue
        names = _names_drawn_from_params(loop)
        for node in ast.walk(loop):
            match node:
                case ast.AugAssign(ast.Name(name), operator) if name in names:
                    yield name, "-" if isinstance(operator, ast.Sub) else "+", node
                case ast.Assign([ast.Subscript(ast.Name(name), ast.Constant(value=ellipsis))]) if (
                    name in names and ellipsis is ...
                ):
                    yield name, "", node


def _names_drawn_from_params(loop: ast.For) -> set[str]:
    iterated = loop.iter.args if isinstance(loop.iter, ast.Call) else [loop.iter]
    targets = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    pairs = zip(targets, iterated, strict=False)
    return {target.id for target, source in pairs if isinstance(target, ast.Name) and reads(source, "params")}


def _shape_reads(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node reads a shape or a length of: there its numbers do not matter."""
    if isinstance(node, ast.Attribute) and node.attr in ("shape", "ndim", "dtype", "size"):
        yield node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        yield from node.args


def _is_literal(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_literal, value))
    return value is None or isinstance(value, bool | int | float | str)
