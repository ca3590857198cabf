"""Test the judging loop: answers are judged as they arrive, and diagnosed only where a case failed."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core.records import FLOAT64, Observation
from grader.core.suspect import Suspect
from grader.judge.cases import find_causes, judge_cases
from grader.judge.diagnose import CaseRun


def gave(value, **more):
    return Observation(values={"result": np.asarray(float(value))}, types={"result": "ndarray"}, **more)


def case(number, expected, observation, *, public=True):
    seed = "public" if public else "secret-1"
    return CaseRun(number, gave(expected), observation, FLOAT64, f"case {number}", seed, 2.0, public)


DOUBLED = Suspect("doubled", ("halve it",), (), lambda key: gave([2, 4][key]))


def fail():
    raise AssertionError("called, though nothing failed")


def test_case_is_judged_before_the_next_answer_is_requested(monkeypatch):
    order = []

    def compared(expected, got, tolerance):
        order.append("judged")

    def answers():
        for number in range(2):
            order.append("drawn")
            yield case(number, 1, gave(1))

    monkeypatch.setattr("grader.judge.cases.compare", compared)
    judge_cases(answers())
    assert order == ["drawn", "judged", "drawn", "judged"]


def test_verdicts_carry_name_seed_weight_and_whether_the_case_is_public():
    right, wrong = judge_cases([case(0, 1, gave(1)), case(1, 2, gave(3), public=False)])
    assert (right.right, right.mismatch, right.verdict.earned, right.verdict.public) == (True, None, 1.0, True)
    assert (wrong.verdict.case, wrong.verdict.seed, wrong.verdict.weight) == ("case 1", "secret-1", 2.0)
    assert (wrong.right, wrong.mismatch.got, wrong.verdict.public) == (False, "3", False)
    assert wrong.verdict.mismatch.got == "", "of secret inputs no value is shown"


def test_right_answer_needs_no_diagnosis():
    judged = judge_cases([case(0, 1, gave(1))])
    findings = find_causes(judged, source=fail, singles=fail, stages=fail, ask_again=lambda run: fail())
    assert (findings.cases, findings.diagnosis, findings.nondeterministic) == (judged, None, False)


def test_known_mistake_is_named_without_computing_pairs():
    judged = judge_cases([case(0, 1, gave(2)), case(1, 2, gave(4))])
    findings = find_causes(
        judged, source=str, singles=lambda: [DOUBLED], stages=lambda text: (fail() for _ in range(1))
    )
    assert findings.diagnosis.name == "doubled"


def test_answer_that_changes_is_nondeterministic_and_not_a_known_mistake():
    judged = judge_cases([case(0, 1, gave(2)), case(1, 2, gave(4))])
    asked = []

    def ask_again(run):
        asked.append(run.key)
        return gave(7)

    findings = find_causes(judged, source=str, singles=lambda: [DOUBLED], ask_again=ask_again)
    assert asked == [0]
    assert (findings.nondeterministic, findings.diagnosis) == (True, None)
    assert findings.cases[0].mismatch is None
    assert "gives another answer each time it is asked: result is 2, then 7" in findings.verdicts[0].message
    assert findings.verdicts[1] == judged[1].verdict


@pytest.mark.parametrize("again", [None, gave(2)])
def test_identical_or_skipped_second_answer_changes_nothing(again):
    judged = judge_cases([case(0, 1, gave(2)), case(1, 2, gave(4))])
    findings = find_causes(judged, source=str, singles=lambda: [DOUBLED], ask_again=lambda run: again)
    assert (findings.nondeterministic, findings.diagnosis.name) == (False, "doubled")
    assert findings.verdicts == [each.verdict for each in judged]
