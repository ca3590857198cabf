"""The four counts of a classifier of two classes."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def confusion(y, p):
    """Count right and wrong answers of a classifier of two classes; 1 is called positive, 0 negative.

        tp: y = 1 and p = 1 (true positive)       fp: y = 0 and p = 1 (false positive)
        fn: y = 1 and p = 0 (false negative)      tn: y = 0 and p = 0 (true negative)

    y: (N,) integers 0 or 1, the true classes. p: (N,) integers 0 or 1, the predicted ones. Both are left unchanged.

    Returns tp, fp, fn, tn: four integers, in this order.
    """
    ### BEGIN SOLUTION
    tp = np.sum((y == 1) & (p == 1))
    fp = np.sum((y == 0) & (p == 1))
    fn = np.sum((y == 1) & (p == 0))
    tn = np.sum((y == 0) & (p == 0))
    return tp, fp, fn, tn
    ### END SOLUTION


def one_by_one(y, p):
    """A dictionary of pairs, filled one by one."""
    counts = {(1, 1): 0, (0, 1): 0, (1, 0): 0, (0, 0): 0}
    for truth, guess in zip(y, p):
        counts[int(truth), int(guess)] += 1
    return tuple(counts.values())


def by_products(y, p):
    """Products of zeros and ones."""
    tp = y @ p
    fp, fn = p.sum() - tp, y.sum() - tp
    return tp, fp, fn, len(y) - tp - fp - fn


def with_sklearn(y, p):
    """scikit-learn's confusion_matrix, whose order is tn, fp, fn, tp."""
    from sklearn.metrics import confusion_matrix

    tn, fp, fn, tp = confusion_matrix(np.array(y), np.array(p), labels=[0, 1]).ravel()
    return int(tp), int(fp), int(fn), int(tn)


def answers(rng, *counts):
    """Inputs of `call`: so many samples of each kind, tp, fp, fn and tn, in any order."""
    y = np.repeat([1, 0, 1, 0], counts)
    p = np.repeat([1, 1, 0, 0], counts)
    order = rng.permutation(len(y))
    return {"args": [y[order], p[order]], "returns": ["tp", "fp", "fn", "tn"]}


EXERCISE = Exercise(
    confusion,
    points=2,
    ids=("ML-01",),
    source="Fawcett 2006, section 2; sklearn.metrics.confusion_matrix",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case("ten samples", lambda rng: answers(rng, 2, 1, 3, 4), public=True, about="10 samples"),
        Case("twenty samples", lambda rng: answers(rng, 3, 7, 2, 8), public=True, about="20 samples"),
        Case("all called negative", lambda rng: answers(rng, 0, 0, 3, 7), public=True, about="p is 0 everywhere"),
        Case("all called positive", lambda rng: answers(rng, 4, 9, 0, 0)),
        Case("many samples", lambda rng: answers(rng, *rng.permutation([31, 47, 60, 82]))),
    ),
    right=(
        Right("one by one", task=one_by_one),
        Right("products", task=by_products),
        Right("truth of whole arrays", {"np.sum((y == 1) & (p == 1))": "np.count_nonzero(y * p)"}),
    ),
    hint="Take y = 1, 1, 0, 0, 0 and p = 1, 0, 1, 0, 0, and count by hand. The four counts add up to 5.",
    wrong=(
        Wrong(
            "false positives and false negatives swapped",
            {"return tp, fp, fn, tn": "return tp, fn, fp, tn"},
            hint=(
                "Two of your counts have changed places.",
                "The second word is what the *classifier* says: a false positive was called 1 and is 0.",
            ),
        ),
        Wrong(
            "order of scikit-learn",
            {"return tp, fp, fn, tn": "return tn, fp, fn, tp"},
            hint="Your counts are right. Their order is scikit-learn's; here tp comes first and tn last.",
        ),
        Wrong(
            "0 taken for positive",
            {"return tp, fp, fn, tn": "return tn, fn, fp, tp"},
            hint="You count as if 0 were the positive class. Here 1 is.",
        ),
        Wrong(
            "shares in place of counts",
            {
                "return tp, fp, fn, tn": (
                    "return float(tp / len(y)), float(fp / len(y)), float(fn / len(y)), float(tn / len(y))"
                )
            },
            hint="You divide by the number of samples. Counts are asked for, integers.",
        ),
        Wrong(
            "all predicted positives",
            {"np.sum((y == 0) & (p == 1))": "np.sum(p == 1)"},
            hint="Your fp counts everything that was called positive. Which of them are wrong?",
        ),
        Wrong(
            "all true positives of the data",
            {"np.sum((y == 1) & (p == 1))": "np.sum(y == 1)"},
            hint="Your tp counts everything that *is* positive. Which of them were found?",
        ),
        Wrong(
            "everything that was right",
            {"np.sum((y == 0) & (p == 0))": "np.sum(y == p)"},
            hint="Your tn counts all right answers. The positive ones have a count of their own.",
        ),
    ),
)
