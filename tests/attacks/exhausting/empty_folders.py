"""Makes three thousand empty folders."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("own disk", "watchdog"),
    source="""
import os
import time

for number in range(3000):
    os.mkdir(str(number))
time.sleep(0.5)
""",
    status=("killed", "raised"),
    says=r"made more than 2000 files|wrote files of|No space left",
    unproven="as many folders are too many in any course",
)
