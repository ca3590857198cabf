"""Test checks of references that the tests of whole proofs, in test_verify, leave out."""

from __future__ import annotations

import re

from grader import Wrong
from grader.authoring.proof import reference_checks
from grader.course.reference import Reference
from tests.authoring.test_verify import made, prove


def test_mistake_caught_with_some_seeds_alone_is_reported():
    clipped = Wrong("clips the gradient", {"self.lr * g": "self.lr * np.maximum(g, -0.8)"}, hint="")
    problems = prove(wrong=(clipped,)).problems
    (problem,) = [problem for problem in problems if "'one step'" in problem]
    assert re.fullmatch(
        r"wrong 'clips the gradient' is caught on 'one step' with \d of 10 seeds \(0 to .*e\+0\d times the tolerance\)",
        problem,
    )


def test_mistake_near_the_tolerance_on_one_case_is_reported_as_too_close():
    faint = Wrong("loses digits", {"self.lr * g": "self.lr * g * (1 - (1e-6 if g.ndim == 1 else 1))"}, hint="")
    problems = prove(wrong=(faint,)).problems
    close = [problem for problem in problems if "too close to call on 'one step'" in problem]
    assert len(close) == 1
    assert close[0].endswith("allowed below 0.1 or from 10 on")


def test_mistake_that_a_case_never_catches_is_no_seed_problem():
    only_tables = Wrong(
        "tables only", {"self.lr * g": "self.lr * g * (3 - g.ndim if g.ndim > 1 else 1) * 1.5"}, hint=""
    )
    reference = Reference(made(wrong=(only_tables,)))
    assert list(reference_checks.seed_problems(reference)) == []
