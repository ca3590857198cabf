"""Makes two and a half thousand files."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import time

for number in range(2500):
    open(f"{number}", "w").close()
time.sleep(1)
""",
    status=("killed", "timed out"),
    says=r"its cell: (made more than 2000 files|used )",
)
