"""Hands in a time of four megabytes of digits."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    files={"timestamp.txt": b"9" * 4_000_000},
    earns=True,
    says="",
    nbgrader=True,
)
