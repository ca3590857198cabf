"""Write answers without an algorithm, and prove that none of them earns points."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.authoring.proof.bench import Bench, judge_text
from grader.core.records import Observation
from grader.course.reference import DrawnCase, Reference
from grader.grading.exercise_runner import case_run, verdicts_with_credit
from grader.judge.cases import Findings, judge_cases
from grader.judge.score import earned_share

_CONSTANTS = ("0.0", "1.0", "0.5", "True", "False", "None", "[]")
_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"


def trivial_problems(bench: Bench, reference: Reference, cases: Sequence[DrawnCase]) -> Iterator[str]:
    """Yield a line for each trivial answer that earns points; the cases are those of grading."""
    points = reference.exercise.points
    for label, source in trivial_sources(reference.exercise.text):
        judged = judge_text(bench, reference, source, cases)
        if judged.points and judged.status != "right":
            yield f"{label} earns {judged.points:g} of {points:g} points"
    if reference.exercise.contest:
        return
    for label, runs in _made_up(reference, cases):
        findings = Findings(judge_cases(runs))
        share = earned_share(verdicts_with_credit(reference, findings))
        if share and not all(case.right for case in findings.cases):
            yield f"{label} in the right shape earns {share * points:g} of {points:g} points"


def trivial_sources(text: str) -> Iterator[tuple[str, str]]:
    """Yield a label and the source of every answer whose functions give back a constant or one of their inputs.

    text: of the solution; constructors are left as they are, which helps the trivial answer
    """
    tree = ast.parse(text)
    places = [number for number, line in enumerate(text.splitlines(), 1) if _BEGIN in line]
    most = max((len(_names(each)) for each in _functions(tree, places)), default=0)
    values = [(f"an answer of {constant}", [constant]) for constant in _CONSTANTS]
    for number in range(most):
        for form in ("{}", "np.zeros_like({})", "np.ones_like({})", "-{}", "np.zeros({})"):
            what = form.format(f"input {number + 1}")
            values.append((f"an answer of {what}", [form, str(number)]))
    for label, value in values:
        changed = copy.deepcopy(tree)
        for function in _functions(changed, places):
            names = _names(function)
            given = value[0] if len(value) == 1 else _of_input(value[0], names, int(value[1]))
            several = _returned(function)
            if several:
                given = f"({', '.join([given] * several)},)"
            function.body = ast.parse(f"return {given}").body
        yield label, f"{ast.unparse(changed)}\n"


def _functions(tree: ast.Module, places: Sequence[int]) -> list[ast.FunctionDef]:
    """List the functions with a solution region in their body, constructors aside."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name != "__init__"]
    return [each for each in found if any(each.lineno <= place <= (each.end_lineno or 0) + 1 for place in places)]


def _names(function: ast.FunctionDef) -> list[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [each.arg for each in every if each.arg != "self"]


def _of_input(form: str, names: Sequence[str], number: int) -> str:
    return form.format(names[min(number, len(names) - 1)]) if names else "None"


def _returned(function: ast.FunctionDef) -> int:
    """Count the values that a function returns at once; 0 where it is one or none."""
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    return max((len(value.elts) for value in returns if isinstance(value, ast.Tuple)), default=0)


def _made_up(reference: Reference, cases: Sequence[DrawnCase]) -> Iterator[tuple[str, list[Any]]]:
    """Yield a label and runs of answers of one value that have the solution's types, shapes and dtypes."""
    expected = [reference.expected(drawn.case, drawn.seed) for drawn in cases]
    constants = {0.0, 1.0}
    for drawn, each in zip(cases, expected, strict=True):
        numbers = [value for value in each.values.values() if value.size and value.dtype.kind in "biuf"]
        constants |= {float(value.flat[0]) for value in numbers if drawn.public or value.dtype.kind in "biu"}
    for constant in sorted(constants)[:40]:
        filled = [_filled(each, constant) for each in expected]
        runs = [case_run(reference, drawn, answer) for drawn, answer in zip(cases, filled, strict=True)]
        yield f"an answer of {constant:g}", runs
    answers = [
        _with_inputs(each, reference.inputs(drawn.case, drawn.seed))
        for drawn, each in zip(cases, expected, strict=True)
    ]
    yield (
        "an answer of its inputs",
        [case_run(reference, drawn, answer) for drawn, answer in zip(cases, answers, strict=True)],
    )


def _filled(expected: Observation, constant: float) -> Observation:
    with np.errstate(all="ignore"):
        values = {
            label: np.full(value.shape, constant).astype(value.dtype) if value.dtype.kind in "biuf" else value
            for label, value in expected.values.items()
        }
    return replace(expected, values=values)


def _with_inputs(expected: Observation, inputs: Mapping[str, Any]) -> Observation:
    """The observation with every array replaced by the first input of its shape, else by zeros."""
    leaves = list(_arrays(inputs))
    values = {
        label: next((leaf.astype(value.dtype) for leaf in leaves if leaf.shape == value.shape), np.zeros_like(value))
        for label, value in expected.values.items()
    }
    return replace(expected, values=values)


def _arrays(node: Any) -> Iterator[np.ndarray]:
    if isinstance(node, np.ndarray):
        if node.dtype.kind in "biuf":
            yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _arrays(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _arrays(value)
