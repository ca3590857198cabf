"""The F score: precision and recall in one number."""

from grader import Case, Exercise, Right, Wrong, families, probes


def fbeta(tp, fp, fn, beta=1.0):
    """F score of a classifier from its counts, a number from 0 to 1.

        F_beta = (1 + beta^2) P R / (beta^2 P + R)
               = (1 + beta^2) tp / ((1 + beta^2) tp + beta^2 fn + fp)

    P is the precision, R the recall. tp, fp, fn: integers, 0 or more: true positives, false positives, false negatives.
    beta: a number above 0; the larger, the more recall counts. Where tp is 0, the score is 0.
    """
    ### BEGIN SOLUTION
    if tp == 0:
        return 0.0
    hits = (1 + beta**2) * tp
    return hits / (hits + beta**2 * fn + fp)
    ### END SOLUTION


def from_precision_and_recall(tp, fp, fn, beta=1.0):
    """The weighted harmonic mean of precision and recall."""
    if not tp:
        return 0.0
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    weight = 1 / (1 + beta * beta)
    return 1 / (weight / precision + (1 - weight) / recall)


def with_sklearn(tp, fp, fn, beta=1.0):
    """scikit-learn's fbeta_score of samples with these counts and one true negative."""
    from sklearn.metrics import fbeta_score

    y, p = [1] * tp + [0] * fp + [1] * fn + [0], [1] * (tp + fp) + [0] * (fn + 1)
    return float(fbeta_score(y, p, beta=beta, zero_division=0))


def counts(rng, low, high, **options):
    """Inputs of `call`: tp, and many more false negatives than false positives, all of them drawn."""
    tp, fp = rng.integers(low, high, 2)
    return {"args": [int(tp), int(fp), int(2 * fp + rng.integers(low, high))], "kwargs": options}


def exactly(*numbers, **options):
    """Inputs of `call`: these counts."""
    return {"args": list(numbers), "kwargs": options}


EXERCISE = Exercise(
    fbeta,
    points=2,
    ids=("ML-02",),
    source="van Rijsbergen 1979, chapter 7; sklearn.metrics.fbeta_score",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case("F1", lambda rng: exactly(6, 3, 6), public=True, about="tp 6, fp 3, fn 6; beta left out"),
        Case("F2", lambda rng: exactly(6, 3, 6, beta=2.0), public=True, about="tp 6, fp 3, fn 6; beta 2"),
        Case("beta below 1", lambda rng: counts(rng, 5, 40, beta=0.5), public=True, about="counts up to 120, beta 0.5"),
        Case(
            "not one hit",
            lambda rng: exactly(0, int(rng.integers(2, 9)), 4, beta=2.0),
            public=True,
            weight=0.5,
            about="tp 0: not one hit",
        ),
        Case("not one positive", lambda rng: exactly(0, 0, 0), public=True, weight=0.5, about="all counts 0"),
        Case("a single hit", lambda rng: exactly(1, 0, 2, beta=1.5), public=True, about="tp 1, fp 0, fn 2; beta 1.5"),
        Case("large counts", lambda rng: counts(rng, 300, 4000, beta=3.0)),
    ),
    right=(
        Right("harmonic mean", task=from_precision_and_recall),
        Right(
            "precision and recall by the formula",
            {
                "hits = (1 + beta**2) * tp\n    return hits / (hits + beta**2 * fn + fp)": (
                    "P, R = tp / (tp + fp), tp / (tp + fn)\n    return (1 + beta**2) * P * R / (beta**2 * P + R)"
                )
            },
        ),
        Right(
            "divided by tp",
            {
                "return hits / (hits + beta**2 * fn + fp)": (
                    "return (1 + beta**2) / (1 + beta**2 + (beta**2 * fn + fp) / tp)"
                )
            },
        ),
    ),
    hint="Take tp 6, fp 3, fn 6: P = 2/3 and R = 1/2. F_1 is 4/7. F_2 is smaller, since it looks more at the recall.",
    wrong=(
        Wrong(
            "arithmetic mean",
            {"return hits / (hits + beta**2 * fn + fp)": "return (tp / (tp + fp) + tp / (tp + fn)) / 2"},
            hint=(
                "You add precision and recall and halve. The F score is a *harmonic* mean.",
                "With a precision of 1 and a recall of almost 0, the score should be almost 0, not 1/2.",
            ),
        ),
        Wrong(
            "beta not squared",
            {"(1 + beta**2)": "(1 + beta)", "beta**2 * fn": "beta * fn"},
            hint="With beta = 1 you are right. In the formula stands beta^2.",
        ),
        Wrong(
            "precision and recall swapped",
            {"beta**2 * fn + fp": "beta**2 * fp + fn"},
            hint="With beta = 1 you are right. A larger beta should punish what was *missed*.",
        ),
        Wrong(
            "factor above left out",
            {"return hits /": "return tp /"},
            hint="A perfect classifier gets less than 1 from you. What stands before P R?",
        ),
        Wrong(
            "beta on the hits forgotten",
            {"(1 + beta**2)": "2"},
            hint="With beta = 1 you are right. The factor of tp depends on beta too.",
        ),
        Wrong(
            "division by zero",
            {"if tp == 0:\n        return 0.0\n    ": ""},
            hint="All three counts may be 0. Then the score is 0 by convention.",
        ),
        Wrong(
            "errors weigh alike",
            {"beta**2 * fn": "fn"},
            hint="With beta = 1 you are right. Which of the two errors does beta weigh?",
        ),
    ),
)
