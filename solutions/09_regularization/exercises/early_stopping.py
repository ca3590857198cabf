"""Early stopping: the validation loss decides when to end."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def early_stopping(val_losses, patience, min_delta=0.0):
    """When training ends, and which epoch was best: (stop_epoch, best_epoch), two integers. Epochs count from 0.

    A loss is an improvement where loss < best - min_delta; best is the loss of the latest improvement, and the first
    epoch is one. Every other epoch is a bad one. After `patience` bad epochs in a row training ends: stop_epoch is the
    last of these. Where that never happens, it is the last epoch of all. best_epoch is that of the latest improvement.

    val_losses: (T,) floats, the loss on the validation set after each epoch, T >= 1. The first is a finite number;
    a NaN later on is never an improvement. Losses after stop_epoch must not matter: training has ended by then.
    patience: an integer; 0 acts like 1. min_delta: a number, 0 or more.
    """
    ### BEGIN SOLUTION
    best, best_epoch, bad = val_losses[0], 0, 0
    for epoch, loss in enumerate(val_losses[1:], start=1):
        if loss < best - min_delta:
            best, best_epoch, bad = loss, epoch, 0
            continue
        bad += 1
        if bad >= patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch
    ### END SOLUTION


def looking_back(val_losses, patience, min_delta=0.0):
    """No counter: an epoch is too late where the best one lies `patience` epochs behind."""
    best_epoch = 0
    last = len(val_losses) - 1
    for epoch in range(1, last + 1):
        if val_losses[epoch] < val_losses[best_epoch] - min_delta:
            best_epoch = epoch
        elif epoch - best_epoch >= max(1, patience):
            return epoch, best_epoch
    return last, best_epoch


def counted_down(val_losses, patience, min_delta=0.0):
    """Patience that is used up, and filled again by an improvement; the rule written with `not`."""
    records = [(float(val_losses[0]), 0)]
    left = patience
    for epoch in range(1, len(val_losses)):
        if not records[-1][0] - min_delta > val_losses[epoch]:
            left -= 1
            if left <= 0:
                break
        else:
            records.append((float(val_losses[epoch]), epoch))
            left = patience
    else:
        epoch = len(val_losses) - 1
    return epoch, records[-1][1]


def curve(losses, patience, **options):
    return {
        "args": [np.array(losses, dtype=float), patience],
        "kwargs": options,
        "returns": ["stop_epoch", "best_epoch"],
    }


def noisy(rng, epochs, patience, **options):
    """A curve that falls, then rises, and is noisy all the way; it ends in a new lowest loss."""
    t = np.arange(epochs)
    losses = 1 + ((t - epochs * rng.uniform(0.3, 0.5)) / epochs) ** 2 + rng.uniform(0, 0.02, epochs)
    losses[-1] = 0.5
    return curve(losses, patience, **options)


def shifted(rng, losses, patience, **options):
    """Losses moved by a multiple of 1/8, so that differences stay exact."""
    return curve(np.array(losses) + int(rng.integers(1, 40)) / 8, patience, **options)


EXERCISE = Exercise(
    early_stopping,
    points=3,
    ids=("REG-05",),
    source="Prechelt 1998; the rule of keras.callbacks.EarlyStopping",
    family=families.FUNCTION,
    without={"ignores the given min_delta": "'ignores min_delta' is the same: the default is 0"},
    probe=probes.call,
    oracle=looking_back,
    cases=(
        Case(
            "patience 1",
            lambda rng: shifted(rng, [1.0, 0.875, 1.0, 0.75, 0.875], 1),
            public=True,
            about="five losses, patience 1",
        ),
        Case(
            "patience 2, a recovery",
            lambda rng: shifted(rng, [1.0, 0.75, 0.875, 0.5, 0.625, 0.75, 0.25], 2),
            public=True,
            about="seven losses, patience 2; the last one would be the best",
        ),
        Case(
            "an equal loss",
            lambda rng: shifted(rng, [1.0, 0.5, 0.5, 0.5, 0.5, 0.25], 3),
            public=True,
            about="a loss that stays the same, patience 3",
        ),
        Case(
            "a fall of exactly min_delta",
            lambda rng: shifted(rng, [1.0, 0.75, 0.25, 0.0, 0.125, -0.25], 2, min_delta=0.25),
            public=True,
            about="patience 2, min_delta 0.25",
        ),
        Case(
            "between best and best + min_delta",
            lambda rng: shifted(rng, [1.0, 0.5, 0.625, 0.5625, 0.625, 0.5], 3, min_delta=0.25),
            public=True,
            about="losses a little above the best one, patience 3, min_delta 0.25",
        ),
        Case(
            "a slow fall",
            lambda rng: shifted(rng, [1.0, 0.875, 0.75, 0.625, 0.5, 0.375, 0.75], 4, min_delta=0.1875),
            public=True,
            about="steps smaller than min_delta, patience 4, min_delta 0.1875",
        ),
        Case(
            "a NaN",
            lambda rng: shifted(rng, [1.0, 0.5, np.nan, 0.75, 0.25, np.nan, np.nan, 0.125], 2),
            public=True,
            about="NaN among the losses, patience 2",
        ),
        Case(
            "never stops",
            lambda rng: shifted(rng, [1.0, 0.5, 0.75, 0.625, 0.6875], 4),
            public=True,
            about="five losses, patience 4",
        ),
        Case(
            "patience 0",
            lambda rng: shifted(rng, [1.0, 0.75, 0.5, 0.625, 0.25], 0),
            public=True,
            weight=0.5,
            about="five losses, patience 0",
        ),
        Case("a noisy curve", lambda rng: noisy(rng, 60, 5)),
        Case(
            "a long curve, min_delta",
            lambda rng: shifted(
                rng, [3, 2, 1.5, 1.75, 1.25, 1, 1.125, 0.875, 1, 0.9375, 0.75, 1.5, 0.25], 4, min_delta=0.25
            ),
        ),
        Case(
            "one epoch",
            lambda rng: curve([float(rng.uniform(1, 2))], 2),
            public=True,
            weight=0.5,
            about="one loss, patience 2",
        ),
    ),
    right=(
        Right("looking back", task=looking_back),
        Right("counted down", task=counted_down),
        Right(
            "better than infinity",
            {"val_losses[0], 0, 0": "np.inf, 0, 0", "enumerate(val_losses[1:], start=1)": "enumerate(val_losses)"},
        ),
    ),
    hint="Write down best, the bad epochs in a row and the best epoch after each of six losses, with patience 2.",
    wrong=(
        Wrong(
            "one epoch too patient",
            {"bad >= patience": "bad > patience"},
            hint="You stop one epoch late: the bad epoch that makes it `patience` of them is the last.",
        ),
        Wrong(
            "an equal loss is an improvement",
            {"if loss < best - min_delta": "if loss <= best - min_delta"},
            hint="You differ only where a loss is equal to best - min_delta. Has it improved?",
        ),
        Wrong(
            "bad epochs are never forgotten",
            {"best, best_epoch, bad = loss, epoch, 0": "best, best_epoch = loss, epoch"},
            hint="They have to be in a row. What does an improvement do to the count?",
        ),
        Wrong(
            "a loss near the best one does not count",
            {"bad += 1": "if loss <= best + min_delta:\n            continue\n        bad += 1"},
            hint=(
                "A loss that is neither better nor much worse lets your count stand still.",
                "Whatever is no improvement is a bad epoch.",
            ),
        ),
        Wrong(
            "min_delta on the wrong side",
            {"if loss < best - min_delta": "if loss < best + min_delta"},
            hint="You call it an improvement where a loss is a little worse than the best one.",
        ),
        Wrong(
            "ignores min_delta",
            {"if loss < best - min_delta": "if loss < best"},
            hint="Another min_delta changes nothing in your function.",
        ),
        Wrong(
            "compared with the epoch before",
            {"bad += 1\n": "bad, best = bad + 1, loss\n"},
            hint="A loss is compared with the best so far, not with the one before it.",
        ),
        Wrong(
            "best moves with every small fall",
            {"bad += 1\n": "bad, best = bad + 1, min(best, loss)\n"},
            hint=(
                "A slow fall stops you, though in sum it is large enough.",
                "best is the loss of the latest improvement. A fall that is no improvement leaves it as it was.",
            ),
        ),
        Wrong(
            "NaN is an improvement",
            {"if loss < best - min_delta": "if not loss >= best - min_delta"},
            hint="NaN compares false with everything. Which way round is your comparison?",
        ),
        Wrong(
            "the whole curve decides what was best",
            {"return epoch, best_epoch": "return epoch, int(np.nanargmin(val_losses))"},
            hint="After the stop there are no more epochs. You look into a future that never comes.",
        ),
        Wrong(
            "the lowest loss in any case",
            {
                "return epoch, best_epoch": "return epoch, int(np.nanargmin(val_losses[: epoch + 1]))",
                "return len(val_losses) - 1, best_epoch": "return len(val_losses) - 1, int(np.nanargmin(val_losses))",
            },
            hint="With min_delta 0 you are right. best_epoch is that of the latest *improvement*.",
        ),
        Wrong(
            "epochs count from 1",
            {"return epoch, best_epoch": "return epoch + 1, best_epoch + 1", "- 1, best_epoch": ", best_epoch + 1"},
            hint="Your epochs are one too high: the first epoch is 0.",
        ),
        Wrong(
            "number of epochs where it never stops",
            {"return len(val_losses) - 1, best_epoch": "return len(val_losses), best_epoch"},
            hint="The last epoch of T has the number T - 1.",
        ),
        Wrong(
            "waits for the largest",
            {"if loss < best - min_delta": "if loss > best + min_delta"},
            hint="That is the rule for an accuracy. A loss improves when it falls.",
        ),
        Wrong(
            "stops, and says the epoch of the best",
            {"return epoch, best_epoch": "return best_epoch, best_epoch"},
            hint="best_epoch is right. Training goes on for a few bad epochs after it.",
        ),
    ),
    survivors={
        "bad += 1 -> bad = bad + 1": "a number has no second name that would see the change",
    },
)
