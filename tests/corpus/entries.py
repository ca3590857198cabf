"""All wrong answers, by lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.corpus import (
    WrongAnswer,
    activations,
    batchnorm,
    initialization,
    losses_and_descent,
    mnist_challenge,
    optimizers,
    schedules,
)

BY_LAB: Mapping[str, Sequence[WrongAnswer]] = {
    "02_losses_and_descent": losses_and_descent.ANSWERS,
    "03_activations": activations.ANSWERS,
    "04_initialization": initialization.ANSWERS,
    "05_batchnorm": batchnorm.ANSWERS,
    "06_optimizers": optimizers.ANSWERS,
    "08_schedules": schedules.ANSWERS,
    "11_mnist_challenge": mnist_challenge.ANSWERS,
}
