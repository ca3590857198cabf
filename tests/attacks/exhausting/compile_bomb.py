"""Compiles a constant that takes more memory than there is."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits", "watchdog"),
    source="""
x = compile("((" + "1," * 10 + ")," * 1 + ")" + "*100" * 4, "x", "eval")
y = compile("-" * 90 + "1", "x", "eval")
z = eval(x)
print(@WON@ if len(z) >= 10**8 else "")
""",
    status=("out of memory", "timed out", "raised", "wrong", "killed"),
    says=r".",
)
