"""Returns an object that runs code when it is unpickled."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import os


class Liar:
    def __reduce__(self):
        return os.system, ("touch /tmp/leak-@TOKEN@",)


def softmax(logits):
    return Liar()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
