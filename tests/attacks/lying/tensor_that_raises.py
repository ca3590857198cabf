"""Returns a false tensor whose methods end everything."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Tensor:
    def detach(self):
        raise SystemExit(0)

    numpy = detach


def softmax(logits):
    return Tensor()
""",
    place="whole",
    exercise="softmax",
    status=("raised",),
    says=r"^two rows: SystemExit: 0",
)
