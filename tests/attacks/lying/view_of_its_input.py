"""Returns a view that it changes after it has returned."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import threading


def softmax(logits):
    threading.Timer(0.001, logits.fill, (0.0,)).start()
    return logits
""",
    place="whole",
    exercise="softmax",
    status=("wrong", "killed"),
    # before it was sent, after, or before the second time it was asked: as the threads happen to run
    says=r"^two rows: probabilities\[\d, \d\] is \S+, expected \S+: off by \S+, allowed \S+; \d of 6 values differ$|"
    r"^two rows: gives another answer each time it is asked: probabilities\[\d, \d\] is \S+, then \S+; every random",
)
