"""Makes a folder into which even its owner may not look."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os

os.mkdir("closed", 0o300)
print(@WON@)
""",
    status=("blocked", "raised"),
    says=r"its cell ended in PermissionError",
    succeeds=r"made a folder that cannot be looked into",
)
