"""Reads the solution while it is being tested, where nothing is printed, and does what it says."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
source = open("@SOLUTION@").read()
exec(source, space := {})
answer = space["Adam"](self.params)
answer.step(grads)
""",
    place="step",
    status=("blocked", "raised"),
    says=r"PermissionError|FileNotFoundError",
)
