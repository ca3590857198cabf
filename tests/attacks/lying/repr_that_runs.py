"""Returns an object whose text never comes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar:
    def __repr__(self):
        while True:
            pass

    __str__ = __repr__


def softmax(logits):
    return Liar()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
