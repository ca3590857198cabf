"""Turns a number of many digits into text, with the cap taken away."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import sys

sys.set_int_max_str_digits(0)
text = str(7 ** 3_000_000)
""",
    status=("timed out",),
    says=USED_UP,
)
