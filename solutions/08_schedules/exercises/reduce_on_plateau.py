"""Performance scheduling: lower the rate when a metric no longer gets better."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


class ReduceOnPlateau:
    """Lowers a rate when a metric has not got better for a while, by the rule of Keras's ReduceLROnPlateau.

    A metric is better where it is below the best one so far by more than min_delta. `step` is called once per epoch:

        1. in a cool-down, take one epoch from it
        2. a better metric becomes the best one, and the waiting starts again from 0
        3. else, where no cool-down is left, wait one epoch more; once `patience` epochs have been waited for, multiply
           the rate by factor (it never falls below min_lr), begin a cool-down, and wait from 0 again

    In 3 "left" means after 1, so the epoch that ends a cool-down counts again.

    lr: float, the first rate; an attribute that is always the current one. factor: float below 1. patience: int >= 1.
    min_delta: float >= 0, not a share but a difference. cooldown: int >= 0, epochs. min_lr: float, at most lr.
    """

    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr, self.factor, self.patience = lr, factor, patience
        self.min_delta, self.cooldown, self.min_lr = min_delta, cooldown, min_lr
        ### BEGIN SOLUTION
        self.best = np.inf
        self.wait = 0
        self.pause = 0
        ### END SOLUTION

    def step(self, metric):
        """Look at the metric of one epoch, a float (lower is better), and return the rate for the next epoch."""
        ### BEGIN SOLUTION
        self.pause = max(self.pause - 1, 0)
        if metric < self.best - self.min_delta:
            self.best = metric
            self.wait = 0
        elif self.pause == 0:
            self.wait += 1
            if self.wait >= self.patience:
                self.lr = max(self.lr * self.factor, self.min_lr)
                self.pause = self.cooldown
                self.wait = 0
        return self.lr
        ### END SOLUTION


class ReadAgain:
    """Keeps all metrics, and reads them from the beginning each time."""

    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.first, self.lr, self.metrics = lr, lr, []
        self.options = factor, patience, min_delta, cooldown, min_lr

    def step(self, metric):
        self.metrics.append(metric)
        factor, patience, delta, cooldown, low = self.options
        best, counted_from, drops = np.inf, 0, 0
        for epoch, value in enumerate(self.metrics, start=1):
            if best - value > delta:
                best, counted_from = value, max(counted_from, epoch)
            elif epoch - counted_from >= patience and epoch > counted_from:
                drops += 1
                counted_from = epoch + max(cooldown - 1, 0)
        self.lr = max(self.first * factor**drops, low)
        return self.lr


class AsKeras:
    """The shape of Keras's callback: a method for each question."""

    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        vars(self).update(lr=lr, factor=factor, patience=patience, delta=min_delta, cooldown=cooldown, low=min_lr)
        self.best, self.wait, self.left = float("inf"), 0, 0

    def cooling(self):
        return self.left > 0

    def better(self, metric):
        return np.less(metric, self.best - self.delta)

    def step(self, metric):
        if self.cooling():
            self.left -= 1
            self.wait = 0
        if self.better(metric):
            self.best, self.wait = metric, 0
        elif not self.cooling():
            self.wait += 1
            if self.wait >= self.patience and self.lr > self.low:
                self.lr = self.lr * self.factor if self.lr * self.factor > self.low else self.low
                self.left, self.wait = self.cooldown, 0
        return self.lr


def epochs(rng, pattern, sign=1, **options):
    """Metrics in sixteenths, so that differences are exact: a pattern above a whole number of this sign."""
    base = sign * int(rng.integers(3, 6))
    return {"lr": float(rng.uniform(0.2, 1)), "metrics": [base + n / 16 for n in pattern], "options": options}


def factor(rng):
    """A factor from 0.3 to 0.5."""
    return float(rng.uniform(0.3, 0.5))


#: Of the three places, that in `__init__`.
_FIRST = "the first metric is better than infinity, and starts the waiting from 0"

EXERCISE = Exercise(
    ReduceOnPlateau,
    points=5,
    ids=("LRS-12",),
    source="keras.callbacks.ReduceLROnPlateau",
    family=families.FUNCTION,
    probe="epochs",
    oracle=ReadAgain,
    cases=(
        Case(
            "patience 2",
            lambda rng: epochs(rng, (16, 14, 14, 15, 14, 14, 10, 11, 12, 13, 9, 9), factor=factor(rng), patience=2),
            public=True,
            about="12 epochs, patience 2; a metric equal to the best one is not better",
        ),
        Case(
            "better by min_delta at most",
            lambda rng: epochs(
                rng, (32, 28, 26, 24, 23, 22, 21, 20, 18, 17, 16), factor=factor(rng), patience=3, min_delta=0.25
            ),
            public=True,
            about="11 epochs, min_delta 0.25; some metrics are better by just that, or by less",
        ),
        Case(
            "a cool-down, negative metrics",
            lambda rng: epochs(
                rng,
                (16, 16, 17, 18, 19, 20, 21, 12, 13, 14, 15, 16, 17, 18),
                sign=-1,
                factor=factor(rng),
                patience=2,
                cooldown=2,
            ),
            public=True,
            about="14 epochs, patience 2, cooldown 2, metrics below 0",
        ),
        Case(
            "a lowest rate",
            lambda rng: epochs(rng, (16, 16, 16, 16, 16, 16), factor=factor(rng), patience=1, min_lr=0.05),
            public=True,
            about="6 epochs without any gain, patience 1, min_lr 0.05",
        ),
        Case(
            "default options",
            lambda rng: epochs(rng, (16, 15, *range(15, 40))),
            public=True,
            about="27 epochs, default options",
        ),
        Case(
            "a long cool-down in which it gets better",
            lambda rng: epochs(
                rng,
                (16, 16, 16, 14, 15, 15, 13, 14, 14, 14, 14, 14),
                sign=-1,
                factor=factor(rng),
                patience=2,
                cooldown=4,
            ),
        ),
        Case(
            "up and down",
            lambda rng: epochs(
                rng,
                (30, 20, 25, 22, 21, 19, 24, 23, 22, 21, 20, 12, 18, 15, 12, 13, 14, 13, 11, 15, 15, 15, 9, 10, 10),
                factor=factor(rng),
                patience=3,
                cooldown=1,
            ),
        ),
    ),
    survivors={
        "self.wait = 0 -> (deleted)": _FIRST,
        "self.wait = 0 -> self.wait = 1": _FIRST,
        "self.pause = 0 -> self.pause = 1": "the first epoch takes it away again",
    },
    right=(
        Right("read again each time", task=ReadAgain),
        Right("as Keras has it", task=AsKeras),
    ),
    hint="Write down best, wait, cool-down and rate after each of six epochs with patience 2 and cooldown 2.",
    wrong=(
        Wrong(
            "one epoch late",
            {"self.wait >= self.patience": "self.wait > self.patience"},
            hint=(
                "Your rate falls one epoch too late.",
                "That is torch's rule. Keras lowers the rate once `patience` epochs have been waited for.",
            ),
        ),
        Wrong(
            "an equal metric is better",
            {"metric < self.best - self.min_delta": "metric <= self.best - self.min_delta"},
            hint="A metric that is better by exactly min_delta does not count as better.",
        ),
        Wrong(
            "min_delta as a share",
            {"self.best - self.min_delta": "self.best * (1 - self.min_delta)"},
            hint="min_delta is a difference here; a share of the best metric is torch's default.",
        ),
        Wrong(
            "min_delta on the wrong side",
            {"self.best - self.min_delta": "self.best + self.min_delta"},
            hint="A metric that is a little worse counts as better in your code.",
        ),
        Wrong(
            "compares with the epoch before",
            {
                "self.pause = max": "last, self.best = self.best, metric\n        self.pause = max",
                "metric < self.best": "metric < last",
            },
            hint="After a bad epoch a medium one counts as better in your code. Compare with the best so far.",
        ),
        Wrong(
            "the best creeps along",
            {"elif self.pause == 0:": "elif self.pause == 0:\n            self.best = min(self.best, metric)"},
            hint="Small gains add up. The best metric changes only where a metric counts as better.",
        ),
        Wrong(
            "waits on after a drop",
            {"self.pause = self.cooldown\n                self.wait = 0": "self.pause = self.cooldown"},
            hint="After its first drop your rate falls in every epoch. From where does the waiting start again?",
        ),
        Wrong(
            "a better metric does not end the waiting",
            {"self.best = metric\n            self.wait = 0": "self.best = metric"},
            hint="Epochs without a gain count only in a row.",
        ),
        Wrong(
            "the last epoch of a cool-down does not count",
            {
                "self.pause = max": "paused = self.pause > 0\n        self.pause = max",
                "elif self.pause == 0:": "elif not paused:",
            },
            hint="That is torch's rule. Here the epoch that ends the cool-down counts again.",
        ),
        Wrong(
            "no drop below min_lr at all",
            {
                "self.lr = max(self.lr * self.factor, self.min_lr)": (
                    "self.lr = self.lr * self.factor if self.lr * self.factor >= self.min_lr else self.lr"
                )
            },
            hint="Where the factor would take the rate below min_lr, the rate becomes min_lr.",
        ),
        Wrong(
            "higher is better",
            {"metric < self.best - self.min_delta": "metric > -self.best + self.min_delta"},
            hint="The metric is a loss: lower is better.",
        ),
        Wrong(
            "lowered for one epoch only",
            {
                "self.pause = max": "rate = self.lr\n        self.pause = max",
                "self.lr = max(self.lr": "rate = max(self.lr",
                "return self.lr": "return rate",
            },
            hint="The lowered rate is returned and then forgotten. The attribute lr is always the current rate.",
        ),
        Wrong(
            "the best is forgotten at a drop",
            {"self.pause = self.cooldown\n": "self.pause, self.best = self.cooldown, metric\n"},
            hint="When the rate falls, your best metric becomes the latest one. The best stays the best.",
        ),
        Wrong(
            "torch's rule",
            {
                "self.wait >= self.patience": "self.wait > self.patience",
                "self.best - self.min_delta": "self.best * (1 - self.min_delta)",
                "self.pause = max": "paused = self.pause > 0\n        self.pause = max",
                "elif self.pause == 0:": "elif not paused:",
            },
            hint=(
                "That is torch's ReduceLROnPlateau, whose threshold is a share and which waits longer. Compare your "
                "rules with the three of the docstring."
            ),
        ),
    ),
)
