"""Ignores every signal it can, then loops for ever."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    pass
""",
    status=("timed out",),
    says=USED_UP,
)
