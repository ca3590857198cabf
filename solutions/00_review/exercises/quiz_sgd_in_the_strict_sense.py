"""The batch size of stochastic gradient descent."""

from grader import Quiz

EXERCISE = Quiz(
    "sgd_in_the_strict_sense",
    statement=(
        "In the strict sense of the word, stochastic gradient descent (SGD) takes **one** example for each step."
    ),
    answer=True,
    points=0.5,
    ids=("FND-06",),
    source="review deck, quiz OX8",
    hint="What are the names for one example, for some, and for all of them?",
    explanation=(
        "With more than one and fewer than all it is mini-batch gradient descent. Most libraries, and another deck of "
        "this course, call that SGD too. So better say the batch size."
    ),
)
