"""Sets an alarm that ends the process during a later exercise."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import signal

signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.01)
""",
    status=("wrong", "killed"),
    costs=("AdamW", "Nadam"),
)
