"""Returns an object that takes for ever to tell its length."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Slow(list):
    def __len__(self):
        while True:
            pass


return Slow([1.0])
""",
    place="step",
    exercise="softmax",
    status=("timed out",),
    says=USED_UP,
)
