"""Test diagnosis: a mistake is named only where it explains every answer and no other does."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core import vocabulary as v
from grader.core.fingerprint import Fingerprint
from grader.core.records import FLOAT64, Observation
from grader.core.suspect import Suspect
from grader.judge import sentences
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
    found = diagnose(runs(*answers), singles, [pairs], traits)
    return found.name if found else None


def test_mistake_that_explains_every_answer_is_named_with_its_hints():
    found = diagnose(runs(gave(2), gave(4)), [SHIFTED, DOUBLED], (), frozenset())
    assert found == Diagnosis("doubled", ("hint on doubled",), sentences.named("doubled", 2))


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
    name = "doubled or twin"
    assert found == Diagnosis(name, ("hint on doubled", "another"), sentences.named(name, 2))


def test_source_traits_distinguish_mistakes_with_the_same_observation():
    still = [gave(0), gave(0)]
    rebinds = suspect("rebinds it", *still, syntax=("rebinds",))
    never = suspect("never updates", *still, syntax=("no update",))
    assert name_of(still, [rebinds, never], traits=frozenset(["rebinds"])) == "rebinds it"
    assert name_of(still, [rebinds, never], traits=frozenset(["no update"])) == "never updates"
    assert name_of(still, [rebinds, never]) == "rebinds it or never updates"


def test_mistake_contradicted_by_source_traits_is_not_named():
    still = [gave(7), gave(5)]
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


def outputs(y, dx, status="ok", error_type=""):
    values = {"y": np.asarray(y), "dx": np.asarray(dx)}
    return Observation(status, values, dict.fromkeys(values, "ndarray"), error_type=error_type)


SOLUTION = [outputs([1.0, 2.0], [[3.0]]), outputs([5.0, 6.0], [[7.0]])]
HALVED = suspect("halved", outputs([0.5, 1.0], [[1.5]]), outputs([2.5, 3.0], [[3.5]]))
NEGATED = suspect("negated", outputs([-1.0, -2.0], [[-3.0]]), outputs([-5.0, -6.0], [[-7.0]]))


def found_in(*answers, singles=(HALVED, NEGATED), stages=(), expected=SOLUTION):
    cases = [CaseRun(i, expected[i], answer, FLOAT64) for i, answer in enumerate(answers)]
    return diagnose(cases, singles, stages, frozenset())


def test_right_numbers_of_another_shape_are_said_to_be_right():
    found = found_in(outputs([[1.0, 2.0]], [[3.0]]), outputs([[5.0, 6.0]], [[7.0]]))
    sentence = sentences.numbers_right(2, ["y has shape `(1, 2)`, expected `(2,)`"])
    assert found == Diagnosis(v.LENGTH_ONE, (v.RELATION_HINTS[v.LENGTH_ONE],), sentence, observed=True)


def test_mistake_with_another_axis_is_named_with_what_else_differs():
    found = found_in(outputs([[0.5, 1.0]], [[1.5]]), outputs([[2.5, 3.0]], [[3.5]]))
    assert found is not None
    assert found.name == "halved"
    assert found.finding.endswith("exactly this mistake gives, and y has shape `(1, 2)`, expected `(2,)`.")


def test_difference_that_is_the_mistakes_own_is_not_repeated():
    flat = suspect("flat", outputs([0.5, 1.0], [1.5]), outputs([2.5, 3.0], [3.5]))
    found = found_in(outputs([[0.5, 1.0]], [1.5]), outputs([[2.5, 3.0]], [3.5]), singles=[flat])
    assert found is not None
    assert found.finding.endswith("gives, and y has shape `(1, 2)`, expected `(2,)`.")


def test_each_wrong_output_has_a_mistake_of_its_own():
    one = found_in(outputs([1.0, 2.0], [[-3.0]]), outputs([5.0, 6.0], [[-7.0]]))
    assert one == Diagnosis("negated", ("hint on negated",), sentences.by_output(["y"], {"dx": "negated"}, [], 2))
    two = found_in(outputs([0.5, 1.0], [[-3.0]]), outputs([2.5, 3.0], [[-7.0]]))
    assert two is not None
    assert two.name == "halved + negated"


def test_output_without_a_name_leaves_the_right_ones_said():
    found = found_in(outputs([1.0, 2.0], [[0.1]]), outputs([5.0, 6.0], [[0.2]]))
    assert found == Diagnosis("", (), sentences.by_output(["y"], {}, ["dx"], 2))


def test_outputs_of_an_answer_that_raises_are_not_told_apart():
    assert found_in(outputs([1.0, 2.0], [[0.1]]), outputs([5.0, 6.0], [[7.0]], "raised", "ValueError")) is None


def test_stage_is_drawn_only_where_none_before_fits():
    def second():
        raise AssertionError
        yield

    tripled = suspect("tripled", outputs([3.0, 6.0], [[9.0]]), outputs([15.0, 18.0], [[21.0]]))
    found = found_in(tripled.observe(0), tripled.observe(1), stages=([tripled], second()))
    assert found is not None
    assert found.name == "tripled"


def test_stage_that_only_raises_alike_names_nothing():
    raising = suspect("calls it", *[outputs([0.0], [0.0], "raised", "TypeError")] * 2)
    answers = [outputs([0.0], [0.0], "raised", "TypeError")] * 2
    assert found_in(*answers, singles=(), stages=[[raising]]) is None
    known = found_in(*answers, singles=[raising])
    assert known is not None
    assert known.name == "calls it"


def test_no_suspect_is_observed_for_an_answer_that_ends_every_case_early():
    def observe(key):
        raise AssertionError

    unseen = Suspect("unseen", (), (), observe)
    late = outputs([0.0], [0.0], "timed out"), outputs([0.0], [0.0], "raised", "TypeError")
    assert found_in(*late, singles=(), stages=[[unseen]]) is None
    with pytest.raises(AssertionError):
        found_in(late[0], outputs([9.0, 1.0], [[1.0]]), singles=(), stages=[[unseen]])


def test_exception_on_every_case_is_named_by_its_class():
    late = Observation("raised", error="NameError: name 'x' is not defined", error_type="NameError")
    found = found_in(late, late)
    assert found is not None
    assert (found.name, found.hints) == (v.NAME, (v.EXCEPTION_HINTS[v.NAME],))


def test_infinite_value_equals_only_itself():
    infinite = suspect("overflows", outputs([np.inf, 1.0], [[1.0]]), outputs([np.inf, 1.0], [[1.0]]))
    assert found_in(outputs([3.0, 1.0], [[1.0]]), outputs([4.0, 1.0], [[1.0]]), singles=(), stages=[[infinite]]) is None


def test_statistic_is_held_to_half_the_distance_from_the_solution():
    def drawn(value, bound):
        return Observation(values={"scale": np.array(value)}, types={"scale": "float"}, bounds={"scale": bound})

    heavy = suspect("heavy tails", drawn(9.0, 100.0), drawn(9.0, 100.0))
    expected = [drawn(1.0, 0.1), drawn(1.0, 0.1)]
    assert found_in(drawn(2.0, 0.1), drawn(2.0, 0.1), singles=[heavy], expected=expected) is None
    found = found_in(drawn(9.05, 5.0), drawn(9.05, 5.0), singles=[heavy], expected=expected)
    assert found is not None
    assert found.name == "heavy tails"
    tiny = suspect("tiny", drawn(0.01, 1e-4), drawn(0.01, 1e-4))
    assert found_in(drawn(0.02, 1e-4), drawn(0.02, 1e-4), singles=[tiny], expected=expected) is None


def test_statistics_are_held_to_their_own_bounds_where_one_is_clearly_apart():
    def drawn(scale, mean):
        return Observation(
            values={"scale": np.array(scale), "mean": np.array(mean)},
            types=dict.fromkeys(["scale", "mean"], "float"),
            bounds={"scale": 0.1 * scale, "mean": 0.1 * scale},
        )

    unscaled = suspect("not scaled", drawn(9.0, 0.1), drawn(9.0, 0.1))
    found = found_in(*[drawn(9.5, 0.9)] * 2, singles=[unscaled], expected=[drawn(1.0, 0.0)] * 2)
    assert found is not None
    assert found.name == "not scaled"


def test_pairs_that_share_a_mistake_are_named_by_it():
    given = (outputs([3.0, 6.0], [[9.0]]), outputs([15.0, 18.0], [[21.0]]))
    pairs = [Suspect(f"halved + {other}", ("first", other), (), given.__getitem__, False) for other in "abcd"]
    found = found_in(*given, stages=[pairs])
    assert found == Diagnosis("halved", ("first", "a"), sentences.shared("halved", [*"abcd"], 2))
    others = [Suspect(f"{one} + {one}{one}", (), (), given.__getitem__, False) for one in "abcd"]
    unnamed = found_in(*given, stages=[others])
    assert unnamed is not None
    assert unnamed.name == ""


def test_output_that_is_zero_is_not_named_after_a_mistake_that_gives_zero():
    silent = suspect("ignores dout", outputs([1.0, 1.0], [[0.0]]), outputs([1.0, 1.0], [[0.0]]))
    found = found_in(outputs([1.0, 2.0], [[0.0]]), outputs([5.0, 6.0], [[0.0]]), singles=[silent])
    assert found is not None
    assert found.name == "dx is still 0"


def test_mistake_that_is_known_to_differ_on_one_case_is_not_run():
    def observe(key):
        raise AssertionError("it is run")

    known = Fingerprint({"": 0}, {"": 1e9})
    differs = Suspect("other", (), (), observe, quick=lambda key: known if key == 1 else None)
    assert name_of([gave(2), gave(5)], [], [differs]) is None


def test_mistake_that_agrees_in_what_is_known_is_run_and_named():
    agrees = Suspect("doubled", (), (), lambda key: [gave(2), gave(4)][key], quick=lambda key: None)
    assert name_of([gave(2), gave(4)], [], [agrees]) == "doubled"
