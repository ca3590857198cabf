"""The steps of Isomap."""

from grader import Quiz

EXERCISE = Quiz(
    "isomap_in_three_steps",
    statement=(
        "Isomap joins each point to its neighbours, takes the shortest paths along these joints as distances, and "
        "applies multidimensional scaling (MDS) to them."
    ),
    answer=True,
    points=0.5,
    ids=("ML-08",),
    source="review deck, quiz OX10",
    hint=("Which distance do two points on a rolled-up sheet have, if you may not leave the sheet?"),
    explanation=(
        "A shortest path follows the surface that the points lie on, where a straight line would cut through. The "
        "deck says that weights are computed from the neighbours; that is a step of another method, locally linear "
        "embedding (LLE)."
    ),
)
