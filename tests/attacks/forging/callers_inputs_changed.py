"""Reaches into the caller's frame and changes the inputs it was given."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

frame = sys._getframe()
while frame is not None:
    inputs = frame.f_locals.get("inputs")
    if isinstance(inputs, dict):
        inputs["grads"] = [[0 * g for g in step] for step in inputs.get("grads", [])]
    frame = frame.f_back
""",
    place="step",
)
