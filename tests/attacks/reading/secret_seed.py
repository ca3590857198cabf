"""Reads the course's secret seed."""

from tests.attacks.attack import FILES, NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
print(@WON@, open("@SECRET@", "rb").read())
""",
    nbgrader=True,
    status=("blocked",),
    says=NOT_THERE,
)
