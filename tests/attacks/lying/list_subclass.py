"""Returns a list that is another each time it is read."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar(list):
    turn = 0

    def __iter__(self):
        Liar.turn += 1
        return iter([float(Liar.turn)] * 3)


def softmax(logits):
    return Liar([0.0] * logits.size)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: gives another answer each time it is asked: probabilities\[[\d, ]+\] "
    r"is \S+, then \S+; every random",
)
