"""Test the facts of a random task: what they show of it, and how rarely their bounds refuse a right answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grader.core.records import FLOAT64, Bounded, Observation
from grader.facts import derive, find
from grader.facts.statistics import FALSE_ALARM, SPACINGS, TOP, Z, statistics
from grader.judge.compare import compare, margin
from grader.probes.observe import observe

SHAPE = [150, 280]
LABELS = ["result", "number of axes", "shape", "mean", "scale", "range", "excess kurtosis"]
SAME, OTHER, SECOND = "the same seed draws the same", "another seed draws the same", "a second draw is the same"
ALONE = "NumPy's global random state is left alone"
STATISTICS = ("mean", "scale", "range", "excess kurtosis")

#: Distributions of variance 1, and their excess kurtosis; the last is a normal one cut at two standard deviations.
DRAWN = {
    "normal": (lambda rng, n: rng.standard_normal(n), 0.0),
    "uniform": (lambda rng, n: rng.uniform(-math.sqrt(3), math.sqrt(3), n), -1.2),
    "truncated": (lambda rng, n: cut(rng, n) / 0.87962566103423978, -0.6344),
}


def cut(rng: np.random.Generator, n: int) -> np.ndarray:
    drawn = rng.standard_normal(n + n // 10 + 100)
    return drawn[np.abs(drawn) <= 2][:n]


def normal(shape, rng):
    return rng.normal(0.0, 0.2, shape)


def observation(task, seed=3, args=(SHAPE,)) -> Observation:
    inputs = {"args": list(args), "seed": seed}
    return derive(find("draws"), inputs, observe("draws", task, inputs))


def test_what_is_observed_of_a_normal_layer():
    found = observation(normal)
    assert list(found.values) == [*LABELS, SAME, OTHER, SECOND, ALONE]
    assert list(found.bounds) == list(STATISTICS)
    assert found.values["shape"].tolist() == SHAPE
    assert found.values["result"].shape == (0,)
    assert found.values["scale"] == pytest.approx(0.2, rel=0.02)
    assert found.bounds["scale"] == pytest.approx(Z * 0.2 / math.sqrt(42_000), rel=0.05)
    assert [bool(found.values[label]) for label in (SAME, OTHER, SECOND, ALONE)] == [True, False, False, True]


def test_lists_become_shapes_and_rng_comes_by_keyword():
    given = {}

    def task(shape, fan_in, *, rng, gain):
        given.update(shape=shape, fan_in=fan_in, gain=gain)
        return gain * rng.random(shape)

    observe("draws", task, {"args": [[3, 4], 7], "kwargs": {"gain": 2.0}, "seed": 1})
    assert given == {"shape": (3, 4), "fan_in": 7, "gain": 2.0}


@pytest.mark.parametrize(
    ("task", "flags"),
    [
        (lambda shape, rng: np.random.normal(0.0, 0.2, shape), (False, False, False, False)),
        (lambda shape, rng: np.random.default_rng(0).normal(0.0, 0.2, shape), (True, True, True, True)),
        (lambda shape, rng: np.random.default_rng().normal(0.0, 0.2, shape), (False, False, False, True)),
        (lambda shape, rng: (np.random.seed(0), rng.normal(0.0, 0.2, shape))[1], (True, False, False, False)),
        (lambda shape, rng: np.zeros(shape), (True, True, True, True)),
    ],
    ids=["global state", "own seed", "no seed", "seeds the global state", "nothing random"],
)
def test_use_of_the_seed_is_observed(task, flags):
    found = observation(task)
    assert tuple(bool(found.values[label]) for label in (SAME, OTHER, SECOND, ALONE)) == flags


def test_global_random_state_is_restored_after_an_error():
    def raises(shape, rng):
        np.random.random(5)
        raise ValueError("no")

    for task in (raises, lambda shape, rng: np.random.random(shape), normal):
        np.random.seed(11)
        observation(task)
        after = np.random.random(3)
        np.random.seed(11)
        np.testing.assert_array_equal(after, np.random.random(3))


def test_reused_result_array_is_copied():
    held = np.zeros(SHAPE)

    def task(shape, rng):
        held[...] = rng.normal(size=shape)
        return held

    found = observation(task)
    assert not found.values[SECOND]


@pytest.mark.parametrize(
    ("task", "reason", "got"),
    [
        (lambda shape, rng: None, "type", "NoneType"),
        (lambda shape, rng: rng.normal(size=shape).tolist(), "type", "list"),
        (lambda shape, rng: rng.normal(size=shape).astype(int), "dtype", "int64"),
        (lambda shape, rng: rng.normal(size=shape).astype(np.float16), "dtype", "float16"),
        (lambda shape, rng: rng.normal(size=shape).ravel(), "values", "1"),
        (lambda shape, rng: rng.normal(0.0, 0.2, shape).T, "values", "280"),
        (lambda shape, rng: np.full(shape, np.nan), "values", "nan"),
        (lambda shape, rng: rng.normal(0.0, 0.2, (0, 5)), "values", "0"),
    ],
)
def test_result_that_is_no_array_has_no_statistics(task, reason, got):
    mismatch = compare(observation(normal), observation(task), FLOAT64)
    assert mismatch is not None
    assert (mismatch.reason, mismatch.got) == (reason, got)


@pytest.mark.parametrize(
    "task",
    [
        lambda shape, rng: rng.standard_normal(shape, dtype=np.float32) * np.float32(0.2),
        lambda shape, rng: rng.normal(0.0, 0.2, shape[::-1]).T,
        lambda shape, rng: np.sqrt(-0.08 * np.log1p(-rng.random(shape))) * np.sin(2 * np.pi * rng.random(shape)),
        lambda shape, rng: -rng.normal(0.0, 0.2, shape),
    ],
    ids=["float32", "transposed", "Box and Muller", "mirrored"],
)
def test_another_way_of_drawing_is_right(task):
    for seed in range(5):
        assert compare(observation(normal, seed), observation(task, seed), FLOAT64) is None


@pytest.mark.parametrize(
    ("task", "label"),
    [
        (lambda shape, rng: rng.normal(0.05, 0.2, shape), "mean"),
        (lambda shape, rng: rng.normal(0.0, 0.22, shape), "scale"),
        (lambda shape, rng: 0.2 * rng.uniform(-math.sqrt(3), math.sqrt(3), shape), "range"),
        (lambda shape, rng: 0.2 * rng.choice([-1.0, 1.0], shape) * rng.uniform(0.999, 1.001, shape), "range"),
        (lambda shape, rng: 0.2 * rng.laplace(0.0, math.sqrt(0.5), shape), "range"),
    ],
)
def test_another_distribution_is_wrong(task, label):
    wrong = observation(task)
    mismatch = compare(observation(normal), wrong, FLOAT64)
    assert mismatch is not None
    assert mismatch.label in (label, "excess kurtosis")
    assert margin(observation(normal), wrong, FLOAT64) > 2


def test_bounds_are_those_of_the_reference_whatever_the_other_side_says():
    reference, lying = observation(normal), observation(lambda shape, rng: rng.normal(0.0, 0.3, shape))
    lying = Observation(lying.status, lying.values, lying.types, bounds=dict.fromkeys(STATISTICS, 1e9))
    mismatch = compare(reference, lying, FLOAT64)
    assert mismatch is not None
    assert mismatch.allowed == reference.bounds[mismatch.label]


def test_bound_of_constants_is_rounding_alone():
    for value in (0.0, 0.1, -7.0):
        found = statistics(np.full(1000, value))
        assert found["excess kurtosis"].value == 0
        assert all(statistic.allowed <= 1.01e-6 * max(abs(value), 1) for statistic in found.values())
        assert found["mean"] == Bounded(pytest.approx(value), pytest.approx(1e-6 * abs(value), rel=1e-3))
    assert statistics(np.zeros((0, 3)))["scale"] == Bounded(0.0, 0.0)


def test_the_false_alarm_of_one_statistic_is_as_derived():
    tail = math.erfc(0.9 * Z / math.sqrt(2))  # se off by a tenth
    fourth = math.exp(270 / 40_000 * Z**4 / 24)
    assert tail * fourth < FALSE_ALARM
    assert too_large(SPACINGS) + 2.0 ** -(TOP - 1) < FALSE_ALARM / 10


def too_large(spacings: int) -> float:
    """TOP times E[exp(-(spacings + 1) gap)], the gap like the largest of TOP - 1 exponentials."""
    return TOP / math.comb(TOP + spacings, spacings + 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_bounds_have_the_stated_width(name):
    """Pairs of draws: standardised differences are standard normal, in their spread and in their tails."""
    draw, kurtosis = DRAWN[name]
    rng, n, pairs = np.random.default_rng(7), 40_000, 400
    shares: dict[str, list[float]] = {label: [] for label in STATISTICS}
    for _ in range(pairs):
        one, other = statistics(draw(rng, n)), statistics(draw(rng, n))
        for label in STATISTICS:
            shares[label].append((other[label].value - one[label].value) / one[label].allowed)
        assert one["excess kurtosis"].value == pytest.approx(kurtosis, abs=one["excess kurtosis"].allowed)
    for label in ("mean", "scale", "excess kurtosis"):
        z = Z * np.array(shares[label])
        assert abs(z.mean()) < 5 / math.sqrt(pairs)
        assert z.std() == pytest.approx(1, abs=5 / math.sqrt(2 * pairs))
        for size in (1, 2, 3):
            expected = math.erfc(size / math.sqrt(2))
            assert np.mean(np.abs(z) > size) == pytest.approx(expected, abs=5 * math.sqrt(expected / pairs))
    assert np.max(np.abs(shares["range"])) < 0.75


@pytest.mark.slow
def test_the_gap_below_the_largest_bounds_an_exponential_tail():
    """The worst case of the derivation, with a single spacing, so that it happens now and then."""
    rng, pairs = np.random.default_rng(5), 4000
    refused = 0
    for _ in range(pairs):
        one, other = (np.sort(rng.exponential(size=2000))[[-TOP, -1]] for _ in range(2))
        refused += other[1] > one[1] + (one[1] - one[0])
    bound = too_large(1)
    assert refused / pairs < bound + 5 * math.sqrt(bound / pairs)
    assert refused / pairs > bound / 3, "and the bound is not idle"
