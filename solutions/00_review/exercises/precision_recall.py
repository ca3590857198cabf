"""Precision and recall."""

from grader import Case, Exercise, Right, Wrong, families, probes


def precision_recall(tp, fp, fn):
    """Precision and recall of a classifier from its counts.

        precision: tp / (tp + fp)          recall: tp / (tp + fn)

    tp, fp, fn: integers, 0 or more: true positives, false positives, false negatives. 0/0 counts as 0.

    Returns precision, recall: two numbers from 0 to 1.
    """
    ### BEGIN SOLUTION
    precision = tp / (tp + fp) if tp > 0 else 0.0
    recall = tp / (tp + fn) if tp > 0 else 0.0
    return precision, recall
    ### END SOLUTION


def with_max(tp, fp, fn):
    """A divisor of at least 1, since the counts are integers."""
    return tp / max(tp + fp, 1), tp / max(tp + fn, 1)


def by_cases(tp, fp, fn):
    """The empty denominators first."""
    called, real = tp + fp, tp + fn
    precision = recall = 0.0
    if called != 0:
        precision = 1 - fp / called
    if real != 0:
        recall = 1 - fn / real
    return precision, recall


def with_sklearn(tp, fp, fn):
    """scikit-learn's scores of samples with these counts and one true negative."""
    from sklearn.metrics import precision_score, recall_score

    y, p = [1] * tp + [0] * fp + [1] * fn + [0], [1] * (tp + fp) + [0] * (fn + 1)
    return float(precision_score(y, p, zero_division=0)), float(recall_score(y, p, zero_division=0))


def counts(rng, low, high):
    """Inputs of `call`: tp, and more false negatives than false positives, all of them drawn."""
    tp, fp = rng.integers(low, high, 2)
    return {"args": [int(tp), int(fp), int(fp + rng.integers(2, 2 + high))], "returns": ["precision", "recall"]}


def exactly(*numbers):
    """Inputs of `call`: these counts."""
    return {"args": list(numbers), "returns": ["precision", "recall"]}


EXERCISE = Exercise(
    precision_recall,
    points=2,
    ids=("ML-01",),
    source="van Rijsbergen 1979, chapter 7; sklearn.metrics.precision_score and recall_score",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case("small counts", lambda rng: exactly(6, 3, 6), public=True, about="tp 6, fp 3, fn 6"),
        Case("other counts", lambda rng: counts(rng, 5, 40), public=True, about="counts up to 80"),
        Case("a single hit", lambda rng: exactly(1, 0, 0), public=True, about="tp 1, fp 0, fn 0"),
        Case(
            "no one called positive",
            lambda rng: exactly(0, 0, int(rng.integers(2, 9))),
            public=True,
            weight=0.5,
            about="tp 0, fp 0: precision is 0/0",
        ),
        Case(
            "no one is positive",
            lambda rng: exactly(0, int(rng.integers(2, 9)), 0),
            public=True,
            weight=0.5,
            about="tp 0, fn 0: recall is 0/0",
        ),
        Case("large counts", lambda rng: counts(rng, 300, 4000)),
    ),
    right=(
        Right("a divisor of at least 1", task=with_max),
        Right("what is missing from 1", task=by_cases),
        Right(
            "the denominators asked",
            {
                "tp / (tp + fp) if tp > 0 else 0.0": "tp / (tp + fp) if tp + fp else 0.0",
                "tp / (tp + fn) if tp > 0 else 0.0": "tp / (tp + fn) if tp + fn else 0.0",
            },
        ),
    ),
    hint="A doctor calls 9 people sick; 6 of them are. 12 people are sick in all. Precision is 6/9, recall is 6/12.",
    wrong=(
        Wrong(
            "precision and recall swapped",
            {"return precision, recall": "return recall, precision"},
            hint="The two have changed places. Precision looks at everything that was *called* positive.",
        ),
        Wrong(
            "division by zero",
            {
                "tp / (tp + fp) if tp > 0 else 0.0": "tp / (tp + fp)",
                "tp / (tp + fn) if tp > 0 else 0.0": "tp / (tp + fn)",
            },
            hint="What if nothing was called positive, or nothing is? 0/0 counts as 0 here.",
        ),
        Wrong(
            "0/0 counts as 1",
            {
                "tp / (tp + fp) if tp > 0 else 0.0": "tp / (tp + fp) if tp + fp > 0 else 1.0",
                "tp / (tp + fn) if tp > 0 else 0.0": "tp / (tp + fn) if tp + fn > 0 else 1.0",
            },
            hint="0/0 is a matter of convention. Here it counts as 0.",
        ),
        Wrong(
            "all errors below",
            {"(tp + fp) if": "(tp + fp + fn) if", "(tp + fn) if": "(tp + fp + fn) if"},
            hint="You divide by all three counts. Each of the two looks at one kind of error alone.",
        ),
        Wrong(
            "shares of errors",
            {
                "precision = tp / (tp + fp) if": "precision = fp / (tp + fp) if",
                "recall = tp / (tp + fn) if": "recall = fn / (tp + fn) if",
            },
            hint="You return the shares of wrong answers. Which count stands above?",
        ),
        Wrong(
            "integers divided",
            {"tp / (tp + fp) if": "tp // (tp + fp) if", "tp / (tp + fn) if": "tp // (tp + fn) if"},
            hint="`//` rounds down, so almost everything becomes 0.",
        ),
        Wrong(
            "errors not counted with the hits",
            {"(tp + fp) if tp > 0": "fp if fp > 0", "(tp + fn) if tp > 0": "fn if fn > 0"},
            hint="You divide by the errors alone. Below stand all of a kind: hits and errors.",
        ),
    ),
)
