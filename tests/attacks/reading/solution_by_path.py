"""Reads the solution by its path."""

from tests.attacks.attack import FILES, NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
print(@WON@, open("@SOLUTION@").read())
""",
    nbgrader=True,
    status=("blocked",),
    says=NOT_THERE,
)
