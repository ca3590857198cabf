"""Hands in a solution's path as a file's content and opens what it names."""

from tests.attacks.attack import FILES, NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
print(@WON@, open(open("where.txt").read()).read())
""",
    files={"where.txt": b"@SOLUTION@"},
    status=("blocked",),
    says=NOT_THERE,
)
