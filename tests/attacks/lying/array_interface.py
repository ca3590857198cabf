"""Returns an object whose __array_interface__ points at memory of its own choice."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar:
    __array_interface__ = {"shape": (2, 3), "typestr": "<f8", "data": (8, True), "version": 3}


def softmax(logits):
    return Liar()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
