"""Known numbers of 08_schedules: TensorFlow's decays, torch's schedulers, Keras's plateau rule, and closed forms.

The rows were computed once with TensorFlow 1's functions (tf.compat.v1.train, TensorFlow 2.15), or from the formula
where it has none, in float64; printed to seven digits.
"""

from __future__ import annotations

import itertools
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.course.loader import find_course
from tests.labs.labs import Known, KnownNumber, plot_function

STEPS = (0, 1, 5, 10, 11, 15, 20, 25, 30, 31, 50)
ROWS: tuple[tuple[str, dict[str, Any], list[float]], ...] = (
    (
        "exponential_decay",
        {"decay_steps": 10, "decay_rate": 0.5},
        [0.1, 0.0933033, 0.07071068, 0.05, 0.04665165, 0.03535534, 0.025, 0.01767767, 0.0125, 0.01166291, 0.003125],
    ),
    (
        "exponential_decay",
        {"decay_steps": 10, "decay_rate": 0.5, "staircase": True},
        [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.003125],
    ),
    (
        "natural_exp_decay",
        {"decay_steps": 10, "decay_rate": 0.5},
        [
            0.1,
            0.09512294,
            0.07788008,
            0.06065307,
            0.05769498,
            0.04723666,
            0.03678794,
            0.02865048,
            0.02231302,
            0.0212248,
            0.0082085,
        ],
    ),
    (
        "natural_exp_decay",
        {"decay_steps": 10, "decay_rate": 0.5, "staircase": True},
        [0.1, 0.1, 0.1, 0.06065307, 0.06065307, 0.06065307, 0.03678794, 0.03678794, 0.02231302, 0.02231302, 0.0082085],
    ),
    (
        "inverse_time_decay",
        {"decay_steps": 10, "decay_rate": 0.5},
        [0.1, 0.0952381, 0.08, 0.06666667, 0.06451613, 0.05714286, 0.05, 0.04444444, 0.04, 0.03921569, 0.02857143],
    ),
    (
        "inverse_time_decay",
        {"decay_steps": 10, "decay_rate": 0.5, "staircase": True},
        [0.1, 0.1, 0.1, 0.06666667, 0.06666667, 0.06666667, 0.05, 0.05, 0.04, 0.04, 0.02857143],
    ),
    (
        "polynomial_decay",
        {"decay_steps": 20, "end": 0.01, "power": 2.0},
        [0.1, 0.091225, 0.060625, 0.0325, 0.028225, 0.015625, 0.01, 0.01, 0.01, 0.01, 0.01],
    ),
    (
        "polynomial_decay",
        {"decay_steps": 20, "end": 0.01, "power": 2.0, "cycle": True},
        [0.1, 0.091225, 0.060625, 0.0325, 0.028225, 0.015625, 0.01, 0.02265625, 0.015625, 0.01455625, 0.0125],
    ),
    (
        "cosine_decay",
        {"decay_steps": 20},
        [0.1, 0.09938442, 0.08535534, 0.05, 0.04217828, 0.01464466, 0, 0, 0, 0, 0],
    ),
    (
        "cosine_decay",
        {"decay_steps": 20, "alpha": 0.1},
        [0.1, 0.09944598, 0.08681981, 0.055, 0.04796045, 0.02318019, 0.01, 0.01, 0.01, 0.01, 0.01],
    ),
    (
        "linear_cosine_decay",
        {"decay_steps": 20},
        [0.1001, 0.0945152, 0.0641165, 0.0251, 0.01908022, 0.003761165, 0.0001, 0.0001, 0.0001, 0.0001, 0.0001],
    ),
    (
        "linear_cosine_decay",
        {"decay_steps": 20, "num_periods": 2.0, "alpha": 0.1, "beta": 0.01},
        [0.111, 0.09597339, 0.001, 0.061, 0.05074797, 0.001, 0.011, 0.011, 0.011, 0.011, 0.011],
    ),
    (
        "cosine_decay_restarts",
        {"first_decay_steps": 10},
        [0.1, 0.09755283, 0.05, 0.1, 0.09938442, 0.08535534, 0.05, 0.01464466, 0.1, 0.09984587, 0.05],
    ),
    (
        "cosine_decay_restarts",
        {"first_decay_steps": 10, "t_mul": 1.0, "m_mul": 0.5, "alpha": 0.1},
        [0.1, 0.09779754, 0.055, 0.055, 0.05389877, 0.0325, 0.0325, 0.02125, 0.02125, 0.02097469, 0.0128125],
    ),
    (
        "cosine_decay_restarts",
        {"first_decay_steps": 10, "t_mul": 2.0, "m_mul": 0.5, "alpha": 0.1},
        [0.1, 0.09779754, 0.055, 0.055, 0.05472299, 0.0484099, 0.0325, 0.0165901, 0.0325, 0.03246532, 0.02125],
    ),
    (
        "exponential_schedule",
        {"decade": 20},
        [
            0.1,
            0.08912509,
            0.05623413,
            0.03162278,
            0.02818383,
            0.01778279,
            0.01,
            0.005623413,
            0.003162278,
            0.002818383,
            0.0003162278,
        ],
    ),
    (
        "power_schedule",
        {"scale": 20},
        [0.1, 0.0952381, 0.08, 0.06666667, 0.06451613, 0.05714286, 0.05, 0.04444444, 0.04, 0.03921569, 0.02857143],
    ),
    (
        "keras_decay",
        {"decay": 0.1},
        [0.1, 0.09090909, 0.06666667, 0.05, 0.04761905, 0.04, 0.03333333, 0.02857143, 0.025, 0.02439024, 0.01666667],
    ),
)
METRICS = (1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85)


def row(name: str, options: dict[str, Any], expected: list[float]) -> KnownNumber:
    """One row of the table: a schedule from 0.1 at STEPS."""
    title = f"{name} with {', '.join(f'{key}={value}' for key, value in options.items())}"
    return KnownNumber(
        title,
        lambda labs: np.array([getattr(labs, name)(0.1, step, **options) for step in STEPS]),
        expected,
        rtol=6e-7,  # seven digits
        atol=1e-15,
    )


def torchs(name: str, steps: int, lr: float = 0.1, **options: Any) -> np.ndarray:
    """The rates of one of torch's schedulers in the first steps."""
    from torch import optim, zeros

    optimizer = optim.SGD([zeros(1)], lr=lr)
    scheduler = getattr(optim.lr_scheduler, name)(optimizer, **options)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return np.array(rates)


def beside_torchs(ours: Any, name: str, steps: int, **options: Any) -> KnownNumber:
    """The largest distance between a schedule of the lab and one of torch's. ours: (labs, step) -> rate."""
    return KnownNumber(
        f"distance from torch's {name}",
        lambda labs: np.abs(torchs(name, steps, **options) - [ours(labs, step) for step in range(steps)]).max(),
        0,
        atol=1e-12,
    )


def drawn_beside_torchs(function: str, name: str, ours: dict[str, Any], theirs: dict[str, Any]) -> KnownNumber:
    """The largest distance between what plots.py draws as torch's and torch's own, over 50 steps."""

    def distance(labs: SimpleNamespace) -> float:
        draw = plot_function(find_course(Path(__file__).parent).lab("08_schedules"), function)
        drawn = np.array([draw(0.1, step, **ours) for step in range(50)])
        return float(np.abs(drawn - torchs(name, 50, **theirs)).max())

    return KnownNumber(f"plots.{function}", distance, 0, atol=1e-12)


def plateau(labs: SimpleNamespace, metrics: Any = METRICS, **options: Any) -> np.ndarray:
    """The rates after each metric, from 0.1."""
    rule = labs.ReduceOnPlateau(0.1, factor=0.5, **options)
    return np.array([rule.step(metric) for metric in metrics])


def plateau_beside_torchs(labs: SimpleNamespace) -> float:
    """The largest distance from torch's rule with an absolute threshold and one epoch less of patience."""
    from torch import optim, zeros

    metrics = np.random.default_rng(0).normal(size=200).round(1)
    optimizer = optim.SGD([zeros(1)], lr=0.1)
    rule = optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.8, patience=2, threshold=0.05, threshold_mode="abs", eps=0.0
    )
    ours = labs.ReduceOnPlateau(0.1, factor=0.8, patience=3, min_delta=0.05)
    distances = []
    for metric in metrics:
        rule.step(metric)
        distances.append(abs(ours.step(metric) - optimizer.param_groups[0]["lr"]))
    return max(distances)


def noise_spread(labs: SimpleNamespace, step: int) -> float:
    """The standard deviation of the noisy schedule over 40,000 draws, as a share of the rate; D is 100."""
    draws = np.random.default_rng(step).standard_normal(40_000)
    return float(np.std([labs.noisy_linear_cosine_decay(1.0, step, 100, draw) for draw in draws]))


def negative_first_rates(labs: SimpleNamespace) -> bool:
    """Whether 15 to 17 of 100 first rates are negative."""
    draws = np.random.default_rng(5).standard_normal(40_000)
    share = np.mean([labs.noisy_linear_cosine_decay(0.1, 0, 100, draw) < 0 for draw in draws])
    return bool(0.15 < share < 0.17)


def exact_restarts(labs: SimpleNamespace) -> list[float]:
    """The rates at the starts of ten periods, for several t_mul whose lengths are exact in binary."""
    rates = []
    for t_mul, first in ((1.0, 10), (1.5, 1024), (2.0, 10), (3.0, 10), (10.0, 10)):
        starts = itertools.accumulate((first * t_mul**i for i in range(10)), initial=0.0)
        rates += [labs.cosine_decay_restarts(0.1, start, first, t_mul=t_mul) for start in starts]
    return [float(rate) for rate in rates]


def wrapped_adam(labs: SimpleNamespace) -> float:
    """The largest distance of Adam under a schedule from torch's Adam with LambdaLR, over 30 steps."""
    import torch

    p = np.array([1.0, -2.0, 0.5])
    tensor = torch.tensor(p.copy())
    theirs = torch.optim.Adam([tensor], lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(theirs, lambda s: labs.cosine_decay(0.1, s, 20, alpha=0.1))
    ours = labs.ScheduledOptimizer(labs.given.Adam([p]), lambda s: labs.cosine_decay(0.1, s, 20, alpha=0.1))
    rng = np.random.default_rng(0)
    for _ in range(30):
        g = rng.normal(size=3)
        tensor.grad = torch.tensor(g)
        theirs.step()
        scheduler.step()
        ours.step([g])
    return float(np.abs(tensor.numpy() - p).max())


KNOWN = Known(
    numbers=(
        *(row(*each) for each in ROWS),
        KnownNumber(
            "piecewise_constant at its boundaries",
            lambda labs: [labs.piecewise_constant(step, [10, 20], [0.1, 0.05, 0.01]) for step in STEPS],
            [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.01, 0.01, 0.01, 0.01],
        ),
        beside_torchs(
            lambda labs, s: labs.piecewise_constant(s, [9, 19], [0.1, 0.05, 0.025]),
            "MultiStepLR",
            40,
            milestones=[10, 20],
            gamma=0.5,
        ),
        beside_torchs(
            lambda labs, s: labs.exponential_decay(0.1, s, 7, 0.5, staircase=True), "StepLR", 40, step_size=7, gamma=0.5
        ),
        beside_torchs(
            lambda labs, s: labs.exponential_decay(0.1, s, 7, 0.5), "ExponentialLR", 40, gamma=0.5 ** (1 / 7)
        ),
        beside_torchs(
            lambda labs, s: labs.polynomial_decay(0.1, s, 20, end=0.0, power=2.0),
            "PolynomialLR",
            40,
            total_iters=20,
            power=2.0,
        ),
        beside_torchs(
            lambda labs, s: labs.cosine_decay(0.1, s, 20, alpha=0.1), "CosineAnnealingLR", 21, T_max=20, eta_min=0.01
        ),
        beside_torchs(
            lambda labs, s: labs.cosine_decay_restarts(0.1, s, 5, t_mul=2.0, alpha=0.1),
            "CosineAnnealingWarmRestarts",
            80,
            T_0=5,
            T_mult=2,
            eta_min=0.01,
        ),
        beside_torchs(
            lambda labs, s: labs.warmup(0.1, s, 8), "LinearLR", 20, start_factor=1 / 8, end_factor=1.0, total_iters=7
        ),
        drawn_beside_torchs("cosine_annealing", "CosineAnnealingLR", {"period": 20}, {"T_max": 20}),
        drawn_beside_torchs(
            "multi_step",
            "MultiStepLR",
            {"milestones": [10, 20], "gamma": 0.5},
            {"milestones": [10, 20], "gamma": 0.5},
        ),
        KnownNumber(
            "Keras's plateau rule",
            partial(plateau, patience=2),
            [0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.00625, 0.00625],
            rtol=1e-12,
        ),
        KnownNumber(
            "its end with a cool-down of 2",
            lambda labs: plateau(labs, patience=2, cooldown=2)[-2:],
            [0.025, 0.0125],
            rtol=1e-12,
        ),
        KnownNumber("torch's plateau rule with one epoch less of patience", plateau_beside_torchs, 0, atol=1e-15),
        KnownNumber(
            "torch's plateau rule",
            partial(plateau, patience=2),
            [0.1] * 4 + [0.05] * 5 + [0.025] * 3,
            rtol=1e-12,
            mistake=("ReduceOnPlateau", "one epoch late"),
        ),
        KnownNumber("spread of the noise at step 10", partial(noise_spread, step=10), 0.5045, rtol=0.02),
        KnownNumber("spread of the noise at step 50", partial(noise_spread, step=50), 0.1696, rtol=0.02),
        KnownNumber("negative first rates", negative_first_rates, True),
        KnownNumber("exact restarts", exact_restarts, [0.1] * 55),
        KnownNumber("Adam under LambdaLR", wrapped_adam, 0, atol=1e-12),
    ),
    titles=(
        "One curve under two names: on a log axis it is a straight line$",
        "Three names, one curve: a factor of ten in 60 steps$",
        "The same rate, 0.5, with and without a brake \\(three hundred\\)$",
    ),
    drawn_by_stubs=("A large rate is quick, a small one gets close; lowering it does both",),
)
