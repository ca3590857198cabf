"""The gradient of ReLU below zero."""

from grader import Quiz

EXERCISE = Quiz(
    "relu_below_zero",
    statement=(
        "A ReLU unit whose input is negative for **every** example gets no gradient, so gradient descent does not "
        "change its weights any more."
    ),
    answer=True,
    points=0.5,
    ids=("ACT-03",),
    source="ToBig's deck, dying ReLU",
    hint=("By which number is the gradient multiplied on its way back through ReLU where the input is negative?"),
    explanation=(
        "Below 0 the derivative of ReLU is 0, and so is every gradient that passes through the unit. It is called a "
        "dead unit. Leaky ReLU keeps a small slope there."
    ),
)
