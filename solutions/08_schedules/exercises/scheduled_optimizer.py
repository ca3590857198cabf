"""A schedule put round an optimizer."""

import itertools

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


class ScheduledOptimizer:
    """An optimizer whose rate is set by a schedule before each of its steps.

    optimizer: an object with an attribute lr and a method step(grads), as the lab on optimizers has them; its own rate
    is replaced. schedule: function from the step, an int that is 0 in the first update, to a rate.
    """

    def __init__(self, optimizer, schedule):
        self.optimizer, self.schedule = optimizer, schedule
        ### BEGIN SOLUTION
        self.count = 0
        ### END SOLUTION

    def step(self, grads):
        """Set the rate of this step, then update every parameter once. grads: as the optimizer's own step has them."""
        ### BEGIN SOLUTION
        self.optimizer.lr = self.schedule(self.count)
        self.optimizer.step(grads)
        self.count += 1
        ### END SOLUTION


class Endless:
    """The rates as an endless sequence, drawn when they are due."""

    def __init__(self, optimizer, schedule):
        self.optimizer, self.rates = optimizer, map(schedule, itertools.count())

    def step(self, grads):
        self.optimizer.lr = next(self.rates)
        self.optimizer.step(grads)


class OneAhead:
    """Sets the first rate at once, and the next one after each step; puts the rate of this step back afterwards."""

    def __init__(self, optimizer, schedule):
        self.optimizer, self.schedule, self.updates = optimizer, schedule, 0
        self.next = schedule(0)

    def step(self, grads):
        self.optimizer.lr = self.next
        self.optimizer.step(grads)
        self.updates = self.updates + 1
        self.next = self.schedule(self.updates)


def driven(rng, optimizer, *shapes, steps=4, dtype="float64"):
    """Parameters and gradients; a rate for each step and two more, no two alike and none of them the optimizer's."""
    rates = [float(rate) for rate in rng.permutation(np.geomspace(0.05, 0.8, steps + 2))]
    return {
        "optimizer": optimizer,
        "params": [rng.normal(size=shape).astype(dtype) for shape in shapes],
        "lr": 0.5,
        "rates": rates,
        "grads": [[rng.normal(size=shape).astype(dtype) for shape in shapes] for _ in range(steps)],
    }


EXERCISE = Exercise(
    ScheduledOptimizer,
    points=3,
    ids=(),
    source="the argument learning_rate of tf.train.Optimizer, with global_step; torch.optim.lr_scheduler.LambdaLR",
    family=families.FUNCTION,
    probe="scheduled",
    oracle=Endless,
    cases=(
        Case(
            "momentum",
            lambda rng: driven(rng, "Momentum", (3,)),
            public=True,
            about="4 steps of momentum, one array, a rate for each step",
        ),
        Case(
            "Adam",
            lambda rng: driven(rng, "Adam", (2, 3), (3,), steps=5),
            public=True,
            about="5 steps of Adam, two arrays, a rate for each step",
        ),
        Case("many steps", lambda rng: driven(rng, "Adam", (4, 2), (2,), (1, 3), steps=12)),
    ),
    right=(
        Right("an endless sequence", task=Endless),
        Right("one rate ahead", task=OneAhead),
    ),
    hint="Write down the step that your schedule is called with in the first three updates, and the rate of each.",
    wrong=(
        Wrong(
            "counts from 1",
            {"self.count = 0": "self.count = 1"},
            hint="Your first step has the rate of the second. Schedules count from 0.",
        ),
        Wrong(
            "the rate after the step",
            {
                "self.optimizer.lr = self.schedule(self.count)": "pass",
                "self.count += 1": "self.optimizer.lr = self.schedule(self.count)\n        self.count += 1",
            },
            hint="Your first step still has the optimizer's own rate. Set the rate first, then step.",
        ),
        Wrong(
            "the rates multiplied",
            {"self.optimizer.lr = self.schedule": "self.optimizer.lr *= self.schedule"},
            hint="A schedule gives the rate itself. You multiply it with the one before.",
        ),
        Wrong(
            "always step 0",
            {"self.count += 1": "pass"},
            hint=(
                "Your rate never changes. Who counts the steps?",
                "In TensorFlow 1 this happens when `global_step` is not handed to `minimize`.",
            ),
        ),
        Wrong(
            "the rate is never set",
            {"self.optimizer.lr = self.schedule": "lr = self.schedule"},
            hint="You compute the rate, and the optimizer never learns of it.",
        ),
        Wrong(
            "steps twice",
            {"self.optimizer.step(grads)": "self.optimizer.step(grads)\n        self.optimizer.step(grads)"},
            hint="Your parameters move too far. How often does the optimizer step?",
        ),
        Wrong(
            "counts parameters",
            {"self.count += 1": "self.count += len(grads) + 1"},
            hint="One update counts once, however many arrays it changes.",
        ),
        Wrong(
            "never steps",
            {"self.optimizer.step(grads)": "self.optimizer"},
            hint="The rates are right, and the parameters stay where they are.",
        ),
        Wrong(
            "a factor on the first rate",
            {
                "self.count = 0": "self.count, self.first = 0, optimizer.lr",
                "self.optimizer.lr = self.schedule": "self.optimizer.lr = self.first * self.schedule",
            },
            hint="Your rate is the schedule's times the optimizer's first one. The schedule gives the rate itself.",
        ),
    ),
)
