"""How many hidden layers an RBF network has."""

from grader import Quiz

EXERCISE = Quiz(
    "rbf_network_layers",
    statement=("A radial basis function (RBF) network in its standard form has one hidden layer."),
    answer=True,
    points=0.5,
    source="review deck, quiz OX1",
    hint="What does the output layer of such a network add up?",
    explanation=(
        "Its hidden units answer by the distance to a centre each, usually with a Gaussian; the output is a weighted "
        "sum of them. One such layer can already approximate any continuous function, so the standard form has no "
        "second one."
    ),
)
