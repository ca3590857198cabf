"""Answers every case with an array that is as large as it may be, and of another shape."""

from tests.attacks.attack import DIFFERS, Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
return np.zeros((1000, 1000))
""",
    place="step",
    exercise="softmax",
    says=DIFFERS,
)
