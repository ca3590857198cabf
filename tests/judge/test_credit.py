"""Test credit by output: what is right by itself earns its share, what anybody could give earns nothing."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core.records import FLOAT64, Observation
from grader.judge.cases import judge_cases
from grader.judge.credit import credited, outputs_of
from grader.judge.diagnose import CaseRun
from grader.judge.score import verdict

SEEDS = 5
X = {seed: np.random.default_rng(seed).normal(size=(4, 3)) for seed in range(SEEDS)}


def gave(**values):
    arrays = {label.replace("__", " "): np.asarray(value) for label, value in values.items()}
    return Observation(values=arrays, types=dict.fromkeys(arrays, "ndarray"))


def solution(x):
    return gave(y=x - x.mean(0), mean=x.mean(0), var=x.var(0))


def run(name, expected, got, *, inputs=None, seed="secret-1", weight=1.0, key=0):
    return CaseRun(key, expected, got, FLOAT64, name, seed, weight, seed == "public", inputs or {})


def runs(answer, solve=solution, seeds=range(SEEDS)):
    return [
        run(f"case {seed}", solve(X[seed]), answer(X[seed]), inputs={"args": [X[seed]]}, key=seed) for seed in seeds
    ]


def earned(answer, solve=solution, **more):
    """What an answer earns on each case; the inputs of the next case stand for those of another seed."""
    cases = judge_cases(runs(answer, solve))
    return [case.earned for case in credited(cases, lambda each: solve(X[(each.key + 1) % SEEDS]), **more)]


def test_outputs_observed_again_and_again_are_one():
    labels = ["y of pass 1", "y of pass 2", "params[0] after step 1", "params[1] after step 2", "lr at step 0", "w"]
    assert outputs_of(Observation(types=dict.fromkeys(labels, "ndarray"))) == ["y", "params", "lr", "w"]


def test_wrong_shape_of_one_output_costs_the_share_of_that_output():
    def kept_axis(x):
        return gave(y=x - x.mean(0), mean=x.mean(0, keepdims=True), var=x.var(0))

    assert earned(kept_axis) == pytest.approx([2 / 3] * SEEDS)
    assert earned(kept_axis, shares={"mean": 0.5}) == pytest.approx([2 / 2.5] * SEEDS)


def test_mistake_in_every_output_costs_all():
    assert earned(lambda x: solution(2 * x + 1)) == [0.0] * SEEDS
    assert earned(lambda x: Observation("raised", error="ValueError: no", error_type="ValueError")) == [0.0] * SEEDS


def test_right_answer_keeps_everything_though_its_cases_are_easy():
    assert earned(lambda x: gave(y=0 * x), lambda x: gave(y=0 * x)) == [1.0] * SEEDS


@pytest.mark.parametrize(
    "given",
    [lambda x: 0 * x, lambda x: 0 * x + 1, lambda x: x, lambda x: 0 * x + 0.25, lambda x: -0 * x],
    ids=["zeros", "ones", "input", "constant", "minus zero"],
)
def test_trivial_answers_earn_nothing_where_they_happen_to_be_right(given):
    def solve(x):  # the solution gives each of the trivial answers on one case
        number = next(seed for seed in X if np.array_equal(X[seed], x))
        return gave(y=[0 * x, 0 * x + 1, x, 0 * x + 0.25, np.exp(x)][number])

    cases = judge_cases(runs(lambda x: gave(y=given(x)), solve))
    assert any(case.right for case in cases)
    found = credited(cases, lambda each: each.expected)
    assert [case.earned for case in found] == [0.0] * SEEDS
    assert verdict("f", 3, found).points == 0.0
    [right] = [case for case in found if case.status == "right"]
    assert "zeros, a constant or an input given back would be right here too" in right.message


def test_whole_number_that_is_guessed_earns_nothing():
    counts = [7, 7, 3, 9, 4]

    def solve(x):
        return gave(count=counts[next(seed for seed in X if np.array_equal(X[seed], x))])

    assert earned(lambda x: gave(count=7), solve) == [0.0] * SEEDS
    assert earned(lambda x: gave(count=min(int(solve(x).values["count"]), 7)), solve) == [1.0, 1.0, 1.0, 0.0, 1.0]


def test_number_drawn_from_the_seed_is_no_constant():
    right_once = [True, False, False, False, False]

    def answer(x):
        number = next(seed for seed in X if np.array_equal(X[seed], x))
        return gave(loss=x.sum() if right_once[number] else x.sum() + 1)

    solve = lambda x: gave(loss=x.sum())  # noqa: E731
    assert earned(answer, solve) == [1.0, 0.0, 0.0, 0.0, 0.0]
    without_seed = credited(judge_cases(runs(answer, solve)))
    assert [case.earned for case in without_seed] == [0.0] * SEEDS


def test_output_that_the_solution_gives_away_counts_neither_way_while_it_is_right():
    def solve(x):
        return gave(y=np.exp(x), z=np.exp(-x), same=x)

    assert earned(lambda x: gave(y=np.exp(x), z=x, same=x), solve) == [0.5] * SEEDS
    assert earned(lambda x: gave(y=np.exp(x), z=x, same=0 * x), solve) == pytest.approx([1 / 3] * SEEDS)
    assert earned(lambda x: gave(y=x, z=x, same=x), solve) == [0.0] * SEEDS
    least = earned(lambda x: gave(y=np.exp(x), z=np.exp(-x), same=-x), solve)
    assert least == pytest.approx([2 / 3] * SEEDS)


def test_zeros_in_one_output_earn_nothing_beside_a_right_one():
    def solve(x):
        number = next(seed for seed in X if np.array_equal(X[seed], x))
        return gave(y=np.exp(x), dx=np.sin(x) * (number > 1))

    assert earned(lambda x: gave(y=np.exp(x), dx=0 * x), solve) == [0.5] * SEEDS


def test_case_earns_only_what_is_right_with_every_seed():
    public = run("a", solution(X[0]), gave(y=X[0] - X[0].mean(0), mean=X[0].mean(0), var=1 + X[0]), seed="public")
    secret = run("a", solution(X[1]), gave(y=X[1] - X[1].mean(0), mean=1 + X[1], var=X[1].var(0)))
    found = credited(judge_cases([public, secret]), lambda each: solution(X[2]))
    assert [case.earned for case in found] == pytest.approx([1 / 3, 1 / 3])
    assert found[0].message.endswith("; y is right and earns 33% of its points")


def test_statistics_and_answers_that_vary_earn_no_part():
    def bounded(x):
        return Observation(
            values={"mean": np.array(x.mean()), "scale": np.array(x.std())},
            types={"mean": "float", "scale": "float"},
            bounds={"mean": 0.1, "scale": 0.1},
        )

    assert earned(lambda x: bounded(x + 1), bounded) == [0.0] * SEEDS
    kept_axis = lambda x: gave(y=x - x.mean(0), mean=x.mean(0, keepdims=True), var=x.var(0))  # noqa: E731
    assert earned(kept_axis, by_output=False) == [0.0] * SEEDS


def test_wrong_case_never_earns_all():
    def solve(x):
        return gave(y=np.exp(x), same=x)

    missing = earned(lambda x: gave(y=np.exp(x)), solve)
    assert all(0 < share < 1 for share in missing)


def test_easy_cases_are_found_once_for_many_answers_and_change_no_share():
    def constant(x):
        return gave(y=x - x.mean(0), n=np.array(4.5))

    def redraw(each):
        drawn.append(each)
        return constant(X[(each.key + 1) % SEEDS])

    answers = [lambda x: gave(y=2 * x, n=np.array(4.5)), lambda x: gave(y=x - x.mean(0), n=np.array(1.5))]
    drawn, known = [], {}
    shares = []
    for answer in answers:
        cases = judge_cases(runs(answer, constant))
        shares.append([case.earned for case in credited(cases, redraw, easy_cases=known)])
        assert shares[-1] == [case.earned for case in credited(cases, lambda each: constant(X[0]))]
        if len(shares) == 1:
            first = len(drawn)
    assert first == len(drawn) > 0
    assert shares[0] == [0.0] * SEEDS
    assert shares[1][0] > 0.0
