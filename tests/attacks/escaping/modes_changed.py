"""Changes mode, owner and time of the secrets, and of what it may read."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os

for place in ("@SOLUTION@", "@SECRET@", "@GRADEBOOK@", "@READABLE@", "@COURSE@"):
    for act in (
        lambda: os.chmod(place, 0o777),
        lambda: os.chown(place, 1, 1),
        lambda: os.utime(place, (0, 0)),
        lambda: os.setxattr(place, "user.descent", b"1"),
    ):
        try:
            act()
        except OSError as error:
            print(error)
""",
)
