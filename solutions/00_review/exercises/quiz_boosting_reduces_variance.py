"""What bagging reduces, and what boosting does."""

from grader import Quiz

EXERCISE = Quiz(
    "boosting_reduces_variance",
    statement=("Boosting, like bagging, helps mainly because it reduces the **variance** of its models."),
    answer=False,
    ids=("ML-08",),
    source="review deck, quiz OX2",
    hint=("Which error does a very small tree have, bias or variance? And the sum of a thousand such trees?"),
    explanation=(
        "Bagging averages models that are trained apart: the average varies less, and its bias stays. Boosting adds "
        "weak models one after the other, each for what the sum so far gets wrong: that mainly reduces the bias. The "
        "deck says in general that ensembles reduce variance; that holds for bagging."
    ),
)
