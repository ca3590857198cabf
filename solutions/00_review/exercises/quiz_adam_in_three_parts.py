"""What Adam is made of."""

from grader import Quiz

EXERCISE = Quiz(
    "adam_in_three_parts",
    statement=(
        "Adam is made of three parts: momentum, the scaling of RMSprop, and a correction for the bias of averages "
        "that start at 0."
    ),
    answer=True,
    points=0.5,
    ids=("OPT-12",),
    source="ToBig's deck, Adam",
    hint=("What are its two moving averages of, and what is wrong with them in the first steps?"),
    explanation=(
        "The first moment is a moving average of the gradient, the second of its square. Both start at 0 and are too "
        "small at first, which the correction makes up for. You build all three in Lab 6."
    ),
)
