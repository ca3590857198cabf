"""Returns an array of two hundred megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits", "wire"),
    source="""
return np.zeros((5000, 5000))
""",
    place="step",
    exercise="softmax",
    status=("raised", "out of memory"),
    says=r"[Mm]emory|too large",
)
