"""Test diagnosis: a mistake is named only where it explains every answer and no other does."""

from __future__ import annotations

import numpy as np

from grader.core.records import FLOAT64, Observation
from grader.core.suspect import Suspect
from grader.judge.diagnose import CaseRun, Diagnosis, diagnose


def gave(value, status="ok", error=""):
    array = np.asarray(value, dtype=float)
    return Observation(status, {"result": array}, {"result": "ndarray"}, error=error)


#: Two cases: the solution gives 1 and 2.
RIGHT = [gave(1), gave(2)]


def runs(*answers):
    return [CaseRun(i, RIGHT[i], answer, FLOAT64) for i, answer in enumerate(answers)]


def suspect(name, *given, syntax=()):
    return Suspect(name, (f"hint on {name}",), syntax, lambda key: given[key])


DOUBLED = suspect("doubled", gave(2), gave(4))
SHIFTED = suspect("shifted", gave(1), gave(3))


def name_of(answers, singles, pairs=(), traits=frozenset()):
    found = diagnose(runs(*answers), singles, pairs, traits)
    return found.name if found else None


def test_mistake_that_explains_every_answer_is_named_with_its_hints():
    found = diagnose(runs(gave(2), gave(4)), [SHIFTED, DOUBLED], (), frozenset())
    assert found == Diagnosis("doubled", ("hint on doubled",))


def test_mistake_equal_on_one_case_alone_is_not_named():
    assert name_of([gave(2), gave(2)], [DOUBLED]) is None


def test_right_answer_has_no_misconception_where_a_mistake_is_invisible():
    harmless = suspect("harmless", gave(1), gave(2))
    assert name_of([gave(1), gave(2)], [harmless]) is None
    assert diagnose([], [harmless], (), frozenset()) is None


def test_nan_equals_nan_in_diagnosis():
    broken = suspect("divides by zero", gave(np.nan), gave(np.nan))
    assert name_of([gave(np.nan), gave(np.nan)], [DOUBLED, broken]) == "divides by zero"


def test_pairs_are_computed_only_where_no_single_mistake_fits():
    def pairs():
        drawn.append(True)
        yield suspect("doubled + shifted", gave(2), gave(5))

    drawn: list[bool] = []
    assert name_of([gave(2), gave(4)], [DOUBLED], pairs()) == "doubled"
    assert not drawn
    assert name_of([gave(2), gave(5)], [DOUBLED], pairs()) == "doubled + shifted"


def test_indistinguishable_mistakes_are_named_together_without_repeated_hints():
    twin = Suspect("twin", ("hint on doubled", "another"), (), DOUBLED.observe)
    found = diagnose(runs(gave(2), gave(4)), [DOUBLED, twin], (), frozenset())
    assert found == Diagnosis("doubled or twin", ("hint on doubled", "another"))


def test_source_traits_distinguish_mistakes_with_the_same_observation():
    still = [gave(0), gave(0)]
    rebinds = suspect("rebinds it", *still, syntax=("rebinds",))
    never = suspect("never updates", *still, syntax=("no update",))
    assert name_of(still, [rebinds, never], traits=frozenset(["rebinds"])) == "rebinds it"
    assert name_of(still, [rebinds, never], traits=frozenset(["no update"])) == "never updates"
    assert name_of(still, [rebinds, never]) == "rebinds it or never updates"


def test_mistake_contradicted_by_source_traits_is_not_named():
    still = [gave(0), gave(0)]
    rebinds = suspect("rebinds it", *still, syntax=("rebinds",))
    assert name_of(still, [rebinds], traits=frozenset(["no update"])) is None
    other = suspect("multiplies by zero", *still)
    assert name_of(still, [rebinds, other], traits=frozenset(["no update"])) == "multiplies by zero"


def test_raised_error_matches_only_a_mistake_with_the_same_error():
    def partial(error_type, message):
        return Observation("raised", {}, {}, error=f"{error_type}: {message}", error_type=error_type)

    raising = suspect("calls it", partial("TypeError", "..."), partial("TypeError", ""))
    assert name_of([partial("TypeError", 1), partial("TypeError", 2)], [DOUBLED, raising]) == "calls it"
    assert name_of([partial("ValueError", 1), partial("ValueError", 2)], [raising]) is None
    stopped = [gave(2), Observation("timed out", {"result": np.array(4.0)}, {"result": "ndarray"})]
    assert name_of(stopped, [DOUBLED]) is None


def test_timed_out_run_matches_no_suspect_that_timed_out():
    def endless():
        return Observation("timed out", {}, {}, error="not done after 5.0 s")

    assert name_of([endless(), endless()], [suspect("never ends", endless(), endless())]) is None
