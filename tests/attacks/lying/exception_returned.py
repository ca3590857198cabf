"""Returns an exception instead of raising it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return SystemExit(0)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type SystemExit, expected ndarray$",
)
