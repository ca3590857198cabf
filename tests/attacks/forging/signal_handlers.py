"""Handles every signal that can be handled by claiming full marks."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, lambda *args: print("4.0"))
    except (OSError, ValueError):
        continue
""",
)
