"""Standard slips, put into every exercise where they apply, in the spellings that students use: caught and named.

An option at its default, dout left out, the parameter rebound, no update, eps misplaced. `check` knows the public
cases alone; grading knows all of them with a secret seed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import slips
from grader.course.edits import Source, apply_edits
from grader.course.exercise import Exercise
from grader.course.loader import find_course
from grader.course.reference import Reference
from grader.course.seeds import secret_seed
from grader.course.slips import Solution
from tests.labs.naming import diagnosed

COURSE = find_course(Path(__file__).parent)
RULES = (slips.ignores_options, slips.ignores_dout, slips.rebinds, slips.never_updates, slips.eps_misplaced)
SECRET = secret_seed(b"standard slips")
EXERCISES = {
    (lab.name, exercise.name): (lab, exercise)
    for lab in COURSE.labs.values()
    for exercise in lab.exercises
    if exercise.contest is None  # its cases observe facts that every good entry shares, not numbers
}


def spellings(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, source) for every standard slip, and for dout left out in each way of writing it."""
    solution = Solution(exercise.task, Source.parse(exercise.text))
    for rule in RULES:
        for slip in rule(solution):
            yield slip.name, apply_edits(exercise.text, slip.edits)
    yield from (("ignores dout", source) for source in without_dout(solution))


def without_dout(solution: Solution) -> Iterator[str]:
    """Yield sources in which backward gives the slope: `1.0 * mask`, `mask.astype(float)`, `mask` and their like."""
    backward = solution.methods.get("backward")
    product = next((n for n in solution.source.solution_nodes(backward) if isinstance(n, ast.Return)), None)
    if backward is None or product is None or product.value is None or len(solution.loads("dout", backward)) != 1:
        return
    slope = _other_factor(product.value)
    if slope is None:
        return
    mask = f"({ast.unparse(slope)})"
    forms = [f"1.0 * {mask}", f"{mask}.astype(float)", mask, f"np.ones_like(dout) * {mask}"]
    if isinstance(slope, ast.Compare) or (isinstance(slope, ast.BinOp) and isinstance(slope.op, ast.BitAnd)):
        forms.append(f"np.where({mask}, 1, 0)")
    for form in forms:
        span = solution.source.span(product.value, form)
        yield apply_edits(solution.source.text, solution.source.edits([span]))


def _other_factor(product: ast.expr) -> ast.expr | None:
    """Return what dout is multiplied with, or None where the expression is no such product."""
    if not (isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult)):
        return None
    for one, other in ((product.left, product.right), (product.right, product.left)):
        if isinstance(one, ast.Name) and one.id == "dout":
            return other
        inner = _other_factor(one)
        if inner is not None:
            return ast.BinOp(inner, ast.Mult(), other)
    return None


@pytest.mark.slow
@pytest.mark.parametrize("key", EXERCISES, ids="/".join)
def test_standard_slip_in_any_spelling_is_caught_and_named(key: tuple[str, str]) -> None:
    lab, exercise = EXERCISES[key]
    reference = Reference(exercise, lab.given)
    unnamed = []
    for name, source in spellings(exercise):
        for who, seeds in (("check", ()), ("grading", (SECRET,))):
            found = diagnosed(reference, source, *seeds)
            if found is None:
                unnamed.append(f"{name} by {who}: {source}")
    assert not unnamed, "\n".join(unnamed)


def test_the_slips_apply_to_most_of_the_course() -> None:
    counts: dict[str, int] = {}
    for _, exercise in EXERCISES.values():
        for name in {name for name, _ in spellings(exercise)}:
            counts[name] = counts.get(name, 0) + 1
    assert counts["ignores dout"] >= 15
    optimizers = sum(exercise.probe_name == "trajectory" for _, exercise in EXERCISES.values())
    assert counts["rebinds the parameter"] == counts["never updates"] == optimizers >= 20
    assert sum(count for name, count in counts.items() if name.startswith("ignores the given")) >= 45
    assert sum(count for name, count in counts.items() if name.startswith("eps ")) >= 25
