"""Nests brackets a thousand deep."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
x = eval("(" * 1000 + "1" + ")" * 1000)
""",
    status=("missing", "raised", "wrong", "killed"),
    says=r".",
)
