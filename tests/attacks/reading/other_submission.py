"""Reads what another student handed in."""

from tests.attacks.attack import FILES, NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
print(@WON@, open("@OTHER@").read())
""",
    nbgrader=True,
    status=("blocked",),
    says=NOT_THERE,
)
