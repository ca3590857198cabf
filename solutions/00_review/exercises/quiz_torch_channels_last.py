"""The layout of images in PyTorch."""

from grader import Quiz

EXERCISE = Quiz(
    "torch_channels_last",
    statement="`Conv2d` of PyTorch takes images as (batch, height, width, channels).",
    answer=False,
    points=0.5,
    ids=("FND-05",),
    source="Keras against PyTorch, channel order",
    hint="Which of the two libraries of the deck puts channels first?",
    explanation=(
        "PyTorch puts channels first: (batch, channels, height, width). Keras puts them last by default. To go from "
        "one to the other, transpose; a reshape has the right shape and mixes up the pixels."
    ),
)
