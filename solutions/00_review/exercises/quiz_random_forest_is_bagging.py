"""What a random forest is."""

from grader import Quiz

EXERCISE = Quiz(
    "random_forest_is_bagging",
    statement=(
        "A random forest is bagging of decision trees, which also draws at random the features that each split may use."
    ),
    answer=True,
    points=0.5,
    ids=("ML-08",),
    source="review deck, quiz OX3",
    hint="What would happen to the trees if one feature were much better than all others?",
    explanation=(
        "Each tree gets a bootstrap sample (that is bagging), and each split looks at a random part of the features "
        "only. The second step makes the trees less alike, so that their average varies less."
    ),
)
