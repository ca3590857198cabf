"""Answers every case with an array of sixty-four megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
return np.zeros(8 << 20)
""",
    place="step",
    exercise="softmax",
    status=("raised", "out of memory"),
    says=r"the result is too large|memory",
)
