"""Hands in a time whose zone is a path out of the folder of zones."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    files={"timestamp.txt": b"2026-11-20 10:11:12 x/../../../../../../@SECRET@"},
    earns=True,
    says="",
    nbgrader=True,
)
