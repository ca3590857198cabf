"""Derive slips from a solution's syntax tree, each one change at one place, named by its class.

They are suspects for a diagnosis alone: not proven like the mistakes of the catalogue, and not all of them show.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from grader.core import vocabulary as v
from grader.course import exchanges
from grader.course.edits import Source, Span, replace_spans
from grader.course.slips import Solution, reads

#: A class of slip, and what stands at which places.
Change = tuple[str, list[Span]]
_OTHER_STATISTIC = {"mean": ("sum", v.SUM), "sum": ("mean", v.MEAN), "var": ("std", v.STD), "std": ("var", v.VARIANCE)}
_OTHER_EXTREME = {"max": "min", "maximum": "minimum", "argmax": "argmin"}
_LEFT_OUT = {"sqrt": v.ROOT, "square": v.SQUARE, "exp": v.EXPONENTIAL, "log": v.LOGARITHM, "abs": v.SIGN}
_REDUCTIONS = frozenset([*_OTHER_STATISTIC, "max", "min", "argmax", "argmin", "prod", "any", "all", "cumsum"])


def slips_by_rule(solution: Solution) -> list[tuple[str, str]]:
    """List (class, source text) of every slip, each text once, in the order of the rules."""
    original = ast.dump(solution.source.tree)
    found: dict[str, str] = {}
    for rule in RULES:
        for name, spans in rule(solution):
            try:
                text = replace_spans(solution.source.text, spans)
                same = ast.dump(ast.parse(text)) == original
            except (ValueError, SyntaxError):
                continue
            if not same:
                found.setdefault(text, name)
    return [(name, text) for text, name in found.items()]


def eps_in_one_place(solution: Solution) -> Iterator[Change]:
    """Leave eps out, or move it into or out of the root, at each place alone."""
    source = solution.source
    for node in source.solution_nodes():
        match node:
            case ast.BinOp(left, ast.Add(), right) if reads(right, "eps"):
                yield v.EPS_MISSING, [source.span(node, source.segment(left))]
        match node:
            case ast.Call(ast.Attribute(attr="sqrt"), [ast.BinOp(left, ast.Add(), right)]) if reads(right, "eps"):
                root = f"({source.segment(node.func)}({source.segment(left)}) + {source.segment(right)})"
                yield v.EPS_OUTSIDE, [source.span(node, root)]
            case ast.BinOp(ast.Call(ast.Attribute(attr="sqrt"), [radicand]) as call, ast.Add(), right) if reads(
                right, "eps"
            ):
                root = f"{source.segment(call.func)}({source.segment(radicand)} + {source.segment(right)})"
                yield v.EPS_INSIDE, [source.span(node, root)]


def reductions(solution: Solution) -> Iterator[Change]:
    """Reduce over another axis or all of them, drop the axis, or reduce otherwise."""
    source = solution.source
    for node in source.solution_nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        end = source.span(node.func, "").end
        if name in _OTHER_STATISTIC:
            other, called = _OTHER_STATISTIC[name]
            yield called, [Span(end - len(name), end, other)]
        if name in _OTHER_EXTREME:
            yield v.MINIMUM, [Span(end - len(name), end, _OTHER_EXTREME[name])]
        if name not in _REDUCTIONS:
            continue
        options = {option.arg: option.value for option in node.keywords if option.arg}
        if "axis" in options:
            span = source.span(options["axis"], "None")
            given = source.segment(options["axis"])
            yield v.ALL_AXES, [span]
            yield from ((v.AXIS, [Span(span.start, span.end, axis)]) for axis in ("0", "1", "-1") if axis != given)
        else:
            closing = source.span(node, "").end - 1
            comma = ", " if node.args or node.keywords else ""
            yield from ((v.AXIS, [Span(closing, closing, f"{comma}axis={axis}")]) for axis in ("0", "-1"))
        if "keepdims" in options:
            yield v.KEEPDIMS, [source.span(options["keepdims"], "False")]
        if name in ("var", "std") and "ddof" not in options:
            closing = source.span(node, "").end - 1
            yield v.UNBIASED, [Span(closing, closing, f"{', ' if node.args or node.keywords else ''}ddof=1")]


def functions_left_out(solution: Solution) -> Iterator[Change]:
    """Leave a root, a square, a power, an exponential or a logarithm out, or a transpose."""
    source = solution.source
    for node in source.solution_nodes():
        match node:
            case ast.Call(ast.Attribute(attr=name), [argument, *_]) if name in _LEFT_OUT:
                yield _LEFT_OUT[name], [source.span(node, f"({source.segment(argument)})")]
            case ast.BinOp(left, ast.Pow(), right):
                squared = isinstance(right, ast.Constant) and right.value == 2
                yield v.SQUARE if squared else v.POWER, [source.span(node, f"({source.segment(left)})")]
            case ast.Attribute(value, "T"):
                yield v.TRANSPOSE, [source.span(node, source.segment(value))]


def terms_and_factors(solution: Solution) -> Iterator[Change]:
    """Flip a sign, and leave out a term of a sum, a factor or a divisor."""
    source = solution.source
    for node in source.solution_nodes():
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            if not isinstance(node.operand, ast.Constant):
                yield v.SIGN, [source.span(node, f"({source.segment(node.operand)})")]
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
            yield v.SIGN, [_operator(source, node.target, node.value, "-=" if isinstance(node.op, ast.Add) else "+=")]
        elif isinstance(node, ast.BinOp):
            yield from _of_operation(source, node)
        elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Tuple):
            yield v.SIGN, [source.span(node.value, f"-({source.segment(node.value)})")]


def _of_operation(source: Source, node: ast.BinOp) -> Iterator[Change]:
    left, right = source.segment(node.left), source.segment(node.right)
    match node.op:
        case ast.Add() | ast.Sub():
            other = "-" if isinstance(node.op, ast.Add) else "+"
            yield v.SIGN, [source.span(node, f"({left} {other} ({right}))")]
            yield v.TERM, [source.span(node, f"({left})")]
            yield v.TERM, [source.span(node, f"({'' if isinstance(node.op, ast.Add) else '-'}({right}))")]
            if isinstance(node.op, ast.Sub):
                yield v.SIGN, [source.span(node, f"(({right}) - {left})")]
        case ast.Mult():
            yield v.FACTOR, [source.span(node, f"({left})")]
            yield v.FACTOR, [source.span(node, f"({right})")]
        case ast.Div():
            yield v.DIVISION, [source.span(node, f"({left})")]
            yield v.FACTOR, [source.span(node, f"(1 / ({right}))")]
            yield v.FRACTION, [source.span(node, f"(({right}) / ({left}))")]


def outputs_swapped(solution: Solution) -> Iterator[Change]:
    """Swap each two values of a returned tuple."""
    source = solution.source
    for node in source.solution_nodes():
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            for one, other in combinations(node.value.elts, 2):
                spans = [source.span(one, source.segment(other)), source.span(other, source.segment(one))]
                yield v.SWAPPED, spans


def state_not_kept(solution: Solution) -> Iterator[Change]:
    """Compute new state without storing it, or don't count."""
    source = solution.source
    for function in solution.methods.values():
        if function.name == "__init__":
            continue
        for node in source.solution_nodes(function):
            match node:
                case ast.Assign([ast.Subscript(ast.Name(name))]):
                    yield v.STATE, [source.span(node.targets[0], name)]
                case ast.Assign([ast.Attribute(ast.Name("self"), name)]):
                    yield v.STATE, [source.span(node.targets[0], f"unused_{name}")]
                case ast.AugAssign(ast.Attribute(ast.Name("self"), name)):
                    yield v.STATE, [source.span(node, "pass")]


def comparisons(solution: Solution) -> Iterator[Change]:
    """Turn each comparison round, and move its border to the other side."""
    source = solution.source
    turned = {ast.Gt: "<", ast.Lt: ">", ast.GtE: "<=", ast.LtE: ">="}
    border = {ast.Gt: ">=", ast.Lt: "<=", ast.GtE: ">", ast.LtE: "<"}
    for node in source.solution_nodes():
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in turned:
            kind = type(node.ops[0])
            yield v.COMPARISON, [_operator(source, node.left, node.comparators[0], turned[kind])]
            yield v.BORDER, [_operator(source, node.left, node.comparators[0], border[kind])]


def options(solution: Solution) -> Iterator[Change]:
    """Ignore an option at each place alone, or one of the numbers in it; swap a rate and 1 minus it."""
    source = solution.source
    for option, default in solution.options.items():
        places = solution.loads(option)
        if len(places) > 1:
            yield from ((v.ONE_OPTION, [source.span(node, repr(default))]) for node in places)
        if isinstance(default, tuple) and len(default) > 1:
            for number in range(len(default)):
                kept = [repr(each) if i == number else f"{{0}}[{i}]" for i, each in enumerate(default)]
                new = f"({', '.join(kept)})"
                yield v.HALF_OPTION, [source.span(node, new.format(source.segment(node))) for node in places]
    nodes = list(source.solution_nodes())
    rates = {
        source.segment(node.right)
        for node in nodes
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and isinstance(node.left, ast.Constant)
        and node.left.value == 1
        and isinstance(node.right, ast.Name | ast.Attribute)
    }
    for rate in sorted(rates):
        spans = [
            source.span(node, f"(1 - {rate})")
            for node in nodes
            if isinstance(node, ast.Name | ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and source.segment(node) == rate
        ]
        yield v.COMPLEMENT, spans


def statements_swapped(solution: Solution) -> Iterator[Change]:
    """Swap each two neighbouring statements."""
    source = solution.source
    within = set(map(id, source.solution_nodes()))
    for node in ast.walk(source.tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for one, other in pairwise(body):
                if {id(one), id(other)} <= within and not isinstance(other, ast.Return):
                    spans = [source.span(one, source.segment(other)), source.span(other, source.segment(one))]
                    yield v.OLD_VALUE, spans


def _operator(source: Source, left: ast.expr, right: ast.expr, new: str) -> Span:
    """Return the span between two operands, replaced by an operator; parentheses around them are kept."""
    start, end = source.span(left, "").end, source.span(right, "").start
    between = source.text[start:end]
    closing, opening = between.count(")"), between.count("(")
    return Span(start, end, ")" * closing + f" {new} " + "(" * opening)


RULES: tuple[Callable[[Solution], Iterator[Change]], ...] = (
    eps_in_one_place,
    reductions,
    functions_left_out,
    outputs_swapped,
    options,
    state_not_kept,
    terms_and_factors,
    comparisons,
    exchanges.switches,
    exchanges.numbers_swapped,
    exchanges.arguments_swapped,
    statements_swapped,
)
