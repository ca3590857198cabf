"""Fills the disk with many files, twenty megabytes in all."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import time

for number in range(40):
    with open(f"{number}", "wb") as file:
        file.write(b"x" * 500_000)
time.sleep(1)
""",
    status=("killed",),
    says=r"its cell: wrote files of \d+\.\d MB, \d+\.\d MB over the limit of 4 MB",
)
