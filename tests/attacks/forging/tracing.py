"""Traces every function and changes what its callers see."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys


def trace(frame, event, value):
    if "values" in frame.f_locals and getattr(frame.f_locals.get("task"), "__name__", "") == "Adam":
        frame.f_locals["values"].clear()
    return trace


sys.settrace(trace)
""",
)
