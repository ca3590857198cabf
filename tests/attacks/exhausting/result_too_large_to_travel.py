"""Returns an array that fits into memory and not into an answer."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
return np.broadcast_to(np.zeros(1), (9_000_000,))
""",
    place="step",
    exercise="softmax",
    status=("raised", "out of memory"),
    says=r"the result is too large|memory",
)
