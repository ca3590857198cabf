"""What XGBoost is."""

from grader import Quiz

EXERCISE = Quiz(
    "xgboost_in_three_points",
    statement=(
        "XGBoost stands for Extreme Gradient Boosting; its objective has a regularization term, and it looks for "
        "splits in parallel."
    ),
    answer=True,
    points=0.5,
    ids=("ML-08",),
    source="review deck, quiz OX9",
    hint=("Check the three parts one by one: the name, the objective, what runs in parallel."),
    explanation=(
        "The term counts the leaves of each tree and squares what they give. Trees still come one after the other, as "
        "in all boosting: what runs in parallel is the search for the best split within a tree."
    ),
)
