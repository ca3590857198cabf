"""Whether the normal equation needs scaled features."""

from grader import Quiz

EXERCISE = Quiz(
    "normal_equation_needs_scaling",
    statement=(
        "For linear regression by the normal equation, features have to be scaled: without it the predictions get "
        "worse."
    ),
    answer=False,
    points=0.5,
    ids=("ML-07",),
    source="review deck, quiz OX5",
    hint=("Multiply one column of X by 10. What happens to its weight, and what to the product of the two?"),
    explanation=(
        "Multiply a column by 10: its weight becomes a tenth, and every prediction stays, up to rounding. What needs "
        "scaled features is gradient descent, which gets slow without, and a penalty on the weights (ridge, lasso), "
        "which depends on their size."
    ),
)
