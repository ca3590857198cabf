"""Takes more and more memory when it is tested."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
hoard = [np.zeros(1_000_000) for _ in range(80)]
raise ValueError(@WON@)
""",
    place="step",
    status=("out of memory",),
    says=r"[Mm]emory",
    nbgrader=True,
)
