"""Reads the solution while it is being tested, where nothing is printed, and does what it says."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
source = open("@SOLUTION@").read()
import grader, os

grader.__path__ = [os.path.dirname(grader.__file__)]  # the solution imports from it
exec(source, space := {})
answer = space["Adam"](self.params)
answer.step(grads)
""",
    place="step",
    status=("blocked", "raised"),
    says=r"PermissionError|FileNotFoundError",
)
