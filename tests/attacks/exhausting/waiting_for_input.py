"""Asks for input that nobody gives."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    source="""
print(input("your points? "))
""",
    status=("raised", "timed out"),
    says=r"its cell ended in (StdinNotImplementedError|EOFError|RuntimeError|OSError)",
)
