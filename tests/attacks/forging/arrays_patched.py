"""Replaces the function that turns values into arrays."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

probes = sys.modules["grader.probes.observe"]
real = probes.as_array
probes.as_array = lambda value: real(value) if "AdamW" in globals() else np.zeros(3)
""",
)
