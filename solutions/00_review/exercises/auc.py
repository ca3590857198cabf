"""The area under the ROC curve, by pairs."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def auc(y, score):
    """Area under the ROC curve (AUC): the share of pairs that the scores order rightly.

        AUC = P(s+ > s-) + 1/2 P(s+ = s-)

    over all pairs of a positive sample (score s+) and a negative one (score s-). A tie counts one half.

    y: (N,) integers 0 or 1, the true classes, at least one of either. score: (N,) floats, the larger, the more likely
    positive; any real numbers. Both are left unchanged.

    Returns a number from 0 to 1.
    """
    ### BEGIN SOLUTION
    positive = score[y == 1][:, None]
    negative = score[y == 0]
    return np.mean((positive > negative) + 0.5 * (positive == negative))
    ### END SOLUTION


def by_ranks(y, score):
    """The mean rank of the positive samples; equal scores share the mean of their ranks."""
    ranks = np.array([np.sum(score < s) + (np.sum(score == s) + 1) / 2 for s in score])
    p = int(np.sum(y))
    return (ranks[y == 1].sum() - p * (p + 1) / 2) / (p * (len(y) - p))


def by_trapezoids(y, score):
    """The area itself: one point of the curve per different score."""
    area, fpr, tpr = 0.0, 0.0, 0.0
    for threshold in sorted(set(score.tolist()), reverse=True):
        called = score >= threshold
        now_tpr, now_fpr = np.mean(called[y == 1]), np.mean(called[y == 0])
        area += (now_fpr - fpr) * (now_tpr + tpr) / 2
        fpr, tpr = now_fpr, now_tpr
    return area


def with_sklearn(y, score):
    """scikit-learn's roc_auc_score."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(np.array(y), np.array(score)))


def exactly(y, score):
    """Inputs of `call`: these classes and scores."""
    return {"args": [np.array(y), np.array(score, dtype=float)]}


def scored(rng, positive, negative, first, scale=1.0):
    """Inputs of `call`: scores of whole steps with many ties; samples of the class `first` come first."""
    base = [1, 3, 3, 4, 6, 6, 7], [1, 2, 2, 3, 5, 6]
    scores = np.concatenate([np.resize(base[0], positive), np.resize(base[1], negative)])
    y = np.repeat([1, 0], [positive, negative])
    order = rng.permutation(len(y))
    order = order[np.argsort(y[order] != first, kind="stable")]
    return exactly(y[order], scale * (scores[order] + rng.uniform(-9, -7)))


EXERCISE = Exercise(
    auc,
    points=3,
    ids=("ML-01",),
    source="Fawcett 2006, section 7; sklearn.metrics.roc_auc_score",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case(
            "five samples",
            lambda rng: exactly([0, 0, 1, 1, 1], [0.1, 0.4, 0.4, 0.8, 0.3]),
            public=True,
            about="5 samples; one tie",
        ),
        Case(
            "ties across the classes",
            lambda rng: exactly([0, 0, 1, 1, 1, 0], [0.5, 0.5, 0.5, 0.5, 0.9, 0.1]),
            public=True,
            about="6 samples, of which 4 have the score 0.5",
        ),
        Case("negative scores", lambda rng: scored(rng, 7, 6, 1), public=True, about="13 samples, scores from -8 to 0"),
        Case(
            "large scores", lambda rng: scored(rng, 14, 30, 0, scale=100.0), public=True, about="44 samples, far from 0"
        ),
        Case("small scores", lambda rng: scored(rng, 21, 12, 1, scale=1e-3)),
        Case("one score for all", lambda rng: exactly([0, 1, 1, 0, 1], [rng.uniform()] * 5)),
    ),
    right=(
        Right("ranks", task=by_ranks),
        Right("trapezoids", task=by_trapezoids),
        Right(
            "signs of differences",
            {
                "np.mean((positive > negative) + 0.5 * (positive == negative))": (
                    "(1 + np.sign(positive - negative).mean()) / 2"
                )
            },
        ),
    ),
    hint="Write down the pairs for y = 0, 1, 1 and scores 0.3, 0.3, 0.8. There are two: they count 1/2 and 1.",
    wrong=(
        Wrong(
            "ties count nothing",
            {" + 0.5 * (positive == negative)": ""},
            hint="Pairs with equal scores count 0 in your code. A tie counts one half.",
        ),
        Wrong(
            "ties count fully",
            {" > negative) + 0.5 * (positive == negative)": " >= negative)"},
            hint="Pairs with equal scores count 1 in your code. A tie counts one half.",
        ),
        Wrong(
            "classes swapped",
            {"(positive > negative)": "(positive < negative)"},
            hint="You count the pairs in the wrong order, so your number is 1 minus the right one.",
        ),
        Wrong(
            "ties as the rows come",
            {
                "positive = score[y == 1][:, None]\n    negative = score[y == 0]\n"
                "    return np.mean((positive > negative) + 0.5 * (positive == negative))": (
                    "hits, total = 0, 0\n"
                    '    for truth in y[np.argsort(-score, kind="stable")]:\n'
                    "        hits += truth\n"
                    "        total += hits * (1 - truth)\n"
                    "    return total / (np.sum(y == 1) * np.sum(y == 0))"
                )
            },
            hint=(
                "Without ties you are right. With ties your number changes when the rows change their order.",
                "Samples of one score are called positive together, at one threshold.",
            ),
        ),
        Wrong(
            "accuracy at one half",
            {"np.mean((positive > negative) + 0.5 * (positive == negative))": "np.mean((score > 0.5) == (y == 1))"},
            hint="That is the accuracy at one threshold. AUC asks for the order of the scores alone.",
        ),
        Wrong(
            "divided by all pairs of samples",
            {
                "np.mean((positive > negative) + 0.5 * (positive == negative))": (
                    "np.sum((positive > negative) + 0.5 * (positive == negative)) / len(y) ** 2"
                )
            },
            hint="You divide by N^2. How many pairs of one positive and one negative sample are there?",
        ),
        Wrong(
            "pairs row by row",
            {"np.mean((positive > negative) + 0.5 * (positive == negative))": "np.mean(positive.mean() > negative)"},
            hint="You compare with the mean positive score. Compare each positive sample with all negative ones.",
        ),
        Wrong(
            "thresholds from 0 to 1",
            {
                "return np.mean((positive > negative) + 0.5 * (positive == negative))": (
                    "steps = np.linspace(1, 0, 101)\n"
                    "    tpr = np.array([np.mean(positive >= t) for t in steps])\n"
                    "    fpr = np.array([np.mean(negative >= t) for t in steps])\n"
                    "    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)"
                )
            },
            hint="Your thresholds lie from 0 to 1. Scores are any real numbers.",
        ),
    ),
)
