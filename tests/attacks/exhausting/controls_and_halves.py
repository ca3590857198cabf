"""Prints control characters and halves of characters, which grow when they travel."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire", "report"),
    source="""
print(chr(0) * 500_000)
print(chr(0xD83D) * 500_000)
""",
)
