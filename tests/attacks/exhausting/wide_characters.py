"""Prints a million characters that take four bytes each."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire", "report"),
    source="""
print("\N{GRINNING FACE}" * 1_000_000)
""",
    nbgrader=True,
)
