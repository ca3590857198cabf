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
    says=r"^two rows: probabilities\[\d, \d\] is \S+, expected \S+: off by \S+, allowed "
    r"\S+; 6 of 6 values differ$",
)
