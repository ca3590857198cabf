"""What the references alone say of an exercise; the rest of it is tried with the whole proof, in test_verify."""

from __future__ import annotations

import re

from grader import Wrong
from grader.authoring.proof import reference_checks
from grader.course.reference import Reference
from tests.authoring.test_verify import made, prove


def test_a_mistake_that_only_some_seeds_show_is_not_steady():
    clipped = Wrong("clips the gradient", {"self.lr * g": "self.lr * np.maximum(g, -0.8)"}, hint="")
    problems = prove(wrong=(clipped,)).problems
    (told,) = [problem for problem in problems if "'one step'" in problem]
    assert re.fullmatch(
        r"wrong 'clips the gradient' is caught on 'one step' with \d of 10 seeds \(0 to .*e\+0\d times the tolerance\)",
        told,
    )


def test_a_mistake_near_the_tolerance_is_too_close_to_call_whatever_it_is_elsewhere():
    faint = Wrong("loses digits", {"self.lr * g": "self.lr * g * (1 - (1e-6 if g.ndim == 1 else 1))"}, hint="")
    problems = prove(wrong=(faint,)).problems
    told = [problem for problem in problems if "too close to call on 'one step'" in problem]
    assert len(told) == 1
    assert told[0].endswith("allowed below 0.1 or from 10 on")


def test_a_mistake_that_a_case_never_shows_is_steady():
    only_tables = Wrong(
        "tables only", {"self.lr * g": "self.lr * g * (3 - g.ndim if g.ndim > 1 else 1) * 1.5"}, hint=""
    )
    reference = Reference(made(wrong=(only_tables,)))
    assert list(reference_checks.seed_problems(reference)) == []
