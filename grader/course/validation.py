"""Validate an exercise when it is made; a fault is a sentence for its author."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from grader.course.edits import BEGIN, apply_edits
from grader.probes.probe import Probe

if TYPE_CHECKING:
    from grader.course.exercise import Contest, Exercise, Remark, Right, Wrong

#: Traits of a source that separate mistakes with equal observations; see grader.judge.source_traits.
SYNTAX = ("rebinds", "no update")
#: The most cases that an exercise may have: each is run for every submission.
MOST_CASES = 12


def find_problem(exercise: Exercise) -> str:
    """Return what is wrong with an exercise, or ""."""
    if not exercise.points > 0:
        return f"points must be positive, not {exercise.points}"
    if not isinstance(exercise.probe, Probe | str):
        return "the probe must be one of grader.probes, or the name of one in the lab's probes.py"
    if not exercise.public:
        return "no case is public, so `check` could say nothing; mark at least one with public=True"
    if BEGIN not in exercise.text:
        return "the source has no ### BEGIN SOLUTION region, so the stub would be the answer"
    if bool(exercise.free) != (exercise.contest is not None):
        return "a contest, and nothing else, needs `free`: why changes to the solution by rule prove nothing"
    if exercise.contest and (problem := _contest_problem(exercise.contest)):
        return problem
    if not all(re.fullmatch(r"[A-Z]+-\d+", id) for id in exercise.ids):
        return f"ids look like 'OPT-12', not {exercise.ids}"
    for kind, names in {
        "case": [case.name for case in exercise.cases],
        "right or wrong": [*(r.name for r in exercise.right), *(w.name for w in exercise.wrong)],
    }.items():
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            return f"two {kind} entries are called {sorted(twice)[0]!r}"
    if len(exercise.cases) > MOST_CASES:
        return f"{len(exercise.cases)} cases, where {MOST_CASES} are allowed; leave some out"
    edited = [right for right in exercise.right if right.task is None]
    return _edits_problem(exercise.text, [*edited, *exercise.wrong, *exercise.remarks])


def _edits_problem(text: str, variants: Sequence[Right | Wrong | Remark]) -> str:
    """Return what is wrong with the edits, or ""."""
    original = ast.dump(ast.parse(text))
    for variant in variants:
        try:
            if ast.dump(ast.parse(apply_edits(text, variant.edits))) == original:
                return f"{variant.name!r} changes nothing"
        except (ValueError, SyntaxError) as error:
            return f"{variant.name!r}: {error}"
        syntax = getattr(variant, "syntax", None)
        if syntax not in (None, *SYNTAX):
            return f"{variant.name!r}: syntax must be one of {SYNTAX}, not {syntax!r}"
    return ""


def _contest_problem(contest: Contest) -> str:
    """Return what is wrong with a contest, or ""."""
    if set(contest.tiers) != set(contest.budget):
        return f"tiers are for {sorted(contest.tiers)}, budgets for {sorted(contest.budget)}; give both for each"
    for dataset, tiers in contest.tiers.items():
        steps = [(tier.accuracy, tier.share) for tier in tiers]
        if not tiers or any(a >= c or b >= d for (a, b), (c, d) in pairwise(steps)):
            return f"the tiers of {dataset} must rise, in accuracy and in share"
        if tiers[-1].share != 1.0 or not tiers[0].share > 0 or not 0 < tiers[0].accuracy < tiers[-1].accuracy <= 1:
            return f"the tiers of {dataset} must lie above 0, and the last one must earn a share of 1"
    return ""
