"""The experiment log: what was tried, with which seed, and how it went."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def log_run(log, config, seed, curve):
    """Put one training run into an experiment log, and give its entry back.

    log: list of the entries so far, oldest first; the new one is added at its end, in place.
    config: {name: number or text}, what was chosen for this run. seed: an integer,
    perhaps one of NumPy's. curve: list or array of E accuracies,
    one per epoch, at least one. None of them is changed, and changing them later must not change the entry.

    The entry is a dict with the keys
    "run": its number in the log, counted from 1; "config": a copy of config; "seed": the seed, a Python int;
    "curve": the accuracies, a list of Python floats; "best": the highest of them; "best_epoch": the first epoch that
    reached it, counted from 1. So that the log can be saved, `json` must be able to write it.
    """
    ### BEGIN SOLUTION
    points = [float(accuracy) for accuracy in curve]
    best = max(points)
    entry = {
        "run": len(log) + 1,
        "config": dict(config),
        "seed": int(seed),
        "curve": points,
        "best": best,
        "best_epoch": points.index(best) + 1,
    }
    log.append(entry)
    return entry
    ### END SOLUTION


def with_numpy(log, config, seed, curve):
    """The first maximum by argmax, the copies by NumPy and unpacking."""
    values = np.array(curve, dtype=np.float64)
    place = int(values.argmax())
    log += [{"config": {**config}, "seed": np.int64(seed).item(), "curve": values.tolist(), "run": len(log) + 1}]
    log[-1].update(best=values[place].item(), best_epoch=place + 1)
    return log[-1]


def with_a_loop(log, config, seed, curve):
    """Looks for the best by hand, and copies deeply."""
    import copy

    best, when, kept = -1.0, 0, []
    for epoch, accuracy in enumerate(curve, start=1):
        kept.append(float(accuracy))
        if kept[-1] > best:
            best, when = kept[-1], epoch
    number = 1 + sum(1 for _ in log)
    entry = dict(run=number, seed=int(seed), config=copy.deepcopy(config), curve=kept, best=best, best_epoch=when)
    log.insert(len(log), entry)
    return entry


def run(rng, epochs, *, peak=None, tie=False, array=False, dtype="float64"):
    """One run to be logged: its best at `peak` (from 1; default: somewhere inside), and once more later where tie."""
    peak = peak or (int(rng.integers(2, epochs)) if epochs > 2 else 1)
    curve = rng.uniform(0.5, 0.9, epochs)
    if epochs > 2:  # the worst is neither the best nor the last
        curve[1 if peak == 1 else 0] = 0.4
    curve[peak - 1] = 0.95
    if tie:
        curve[-2] = 0.95
    curve = curve.astype(dtype)
    lr, (batch, hidden) = float(rng.uniform(0.001, 0.1)), rng.integers(16, 512, 2).tolist()
    config = {"lr": lr, "batch": batch, "hidden": hidden}
    return {"config": config, "seed": int(rng.integers(1, 10_000)), "curve": curve if array else curve.tolist()}


EXERCISE = Exercise(
    log_run,
    points=2,
    ids=("ASG-01",),
    source="Pineau et al. 2021, Improving Reproducibility in Machine Learning Research: the checklist",
    family=families.FUNCTION,
    probe="journal",
    oracle=with_numpy,
    cases=(
        Case("one run", lambda rng: {"runs": [run(rng, 4)]}, public=True, about="4 epochs, a list"),
        Case(
            "three runs",
            lambda rng: {"runs": [run(rng, 5), run(rng, 6, tie=True, peak=2), run(rng, 3, array=True)]},
            public=True,
            about="the second reaches its best twice, the third's accuracies are an array",
        ),
        Case("a single epoch", lambda rng: {"runs": [run(rng, 1), run(rng, 1, array=True)]}, weight=0.5),
        Case(
            "float32",
            lambda rng: {"runs": [run(rng, 7, array=True, dtype="float32"), run(rng, 5, peak=1)]},
            public=True,
            about="the first run's accuracies are an array of float32, which JSON does not take",
        ),
    ),
    right=(Right("with NumPy", task=with_numpy), Right("with a loop", task=with_a_loop)),
    hint="Print the entry beside the docstring's list of keys, and then the log. Does json.dumps take the entry?",
    wrong=(
        Wrong(
            "keeps the config itself",
            {"dict(config)": "config"},
            hint=("Change the config for the next run, and this entry changes along.", "A copy would not."),
        ),
        Wrong(
            "keeps the curve itself",
            {"[float(accuracy) for accuracy in curve]": "curve if isinstance(curve, list) else curve.tolist()"},
            hint="The curve goes on changing after it was logged, and your entry's along. It needs a list of its own.",
        ),
        Wrong(
            "epochs from 0",
            {"points.index(best) + 1": "points.index(best)"},
            hint="Lists count from 0, epochs here from 1.",
        ),
        Wrong(
            "the last of equal epochs",
            {"points.index(best) + 1": "len(points) - points[::-1].index(best)"},
            hint="Where the best is reached twice, the earlier epoch counts.",
        ),
        Wrong("the last accuracy", {"max(points)": "points[-1]"}, hint="The last epoch need not be the best one."),
        Wrong("the lowest accuracy", {"max(points)": "min(points)"}, hint="Of accuracies the highest one is the best."),
        Wrong("runs from 0", {"len(log) + 1": "len(log)"}, hint="The first run bears the number 1."),
        Wrong(
            "newest first",
            {"log.append(entry)": "log.insert(0, entry)"},
            hint="The log reads like a diary: the oldest entry comes first.",
        ),
        Wrong(
            "forgets the runs before",
            {"log.append(entry)": "log[:] = [entry]"},
            hint="After three runs there is one entry. The others were worth keeping, the bad ones too.",
        ),
        Wrong("never logged", {"log.append(entry)": "pass"}, hint="You make an entry, and the log stays empty."),
        Wrong("gives the log back", {"return entry": "return log"}, hint="The new entry alone is asked for."),
        Wrong(
            "best is still to come",
            {'"best": best,\n': "\n"},
            hint="The entry lacks its key best. Compare the keys with those of the text.",
        ),
        Wrong(
            "best_epoch is still to come",
            {'"best_epoch": points.index(best) + 1,\n': "\n"},
            hint="The entry lacks its key best_epoch. Compare the keys with those of the text.",
        ),
        Wrong(
            "a NumPy value that json cannot write",
            {"int(seed)": "seed"},
            hint="json cannot write NumPy's integers and arrays. The entry holds Python's own numbers and lists.",
        ),
    ),
)
