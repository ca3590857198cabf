"""Which penalty gives sparse weights."""

from grader import Quiz

EXERCISE = Quiz(
    "l2_penalty_saves_memory",
    statement=(
        "An **L2** penalty sets many weights to exactly 0, so that a model with many rare features takes less memory."
    ),
    answer=False,
    points=0.5,
    ids=("REG-01",),
    source="review deck, quiz OX6",
    hint="Write down the derivative of both penalties at a weight of 0.001.",
    explanation=(
        "That is what L1 does: its pull has the same size near 0 as elsewhere, so it reaches 0. The pull of L2 "
        "shrinks together with the weight, so weights get small and not 0. The deck says that regularization in "
        "general keeps memory small; of the usual penalties that is true of L1 alone. Against overfitting both help."
    ),
)
