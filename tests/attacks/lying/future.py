"""Returns something that is still being computed."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import concurrent.futures


def softmax(logits):
    return concurrent.futures.Future()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Future, expected ndarray$",
)
