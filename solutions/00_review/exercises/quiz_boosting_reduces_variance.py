"""What bagging reduces, and what boosting does."""

from grader import Quiz

EXERCISE = Quiz(
    "boosting_reduces_variance",
    statement=(
        "Boosting of stumps (trees with a single split), like bagging, helps mainly because it reduces the "
        "**variance**."
    ),
    answer=False,
    points=0.5,
    ids=("ML-08",),
    source="review deck, quiz OX2",
    hint=("Which error does a stump have, bias or variance? And the sum of a thousand stumps?"),
    explanation=(
        "A stump varies little and has a large bias. Boosting adds stumps one after the other, each for what the sum "
        "so far gets wrong: that reduces the bias. Bagging averages models that are trained apart, so the average "
        "varies less. The deck says of ensembles in general that they reduce variance; that holds for bagging."
    ),
)
