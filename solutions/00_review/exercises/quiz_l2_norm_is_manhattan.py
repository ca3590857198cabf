"""The other name of the L2 norm."""

from grader import Quiz

EXERCISE = Quiz(
    "l2_norm_is_manhattan",
    statement="The L2 norm is also called the Manhattan norm.",
    answer=False,
    points=0.5,
    ids=("REG-01",),
    source="review deck, quiz OX7",
    hint=("How far is it from (0, 0) to (3, 4) along the streets of a city of square blocks?"),
    explanation=(
        "The L1 norm is the Manhattan norm: in a city of blocks the way is the sum of both distances. The L2 norm is "
        "the Euclidean one, the length of the straight line."
    ),
)
