"""Hands in recorded checks of its own."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    files={"checks/Adam.npz": b"PK\x05\x06" + bytes(18)},
)
