"""Replaces what makes observations by something that always says "ok"."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

worker = sys.modules["grader.child.worker"]
real = worker.observe


def observe(probe, task, inputs, *others, **options):
    if task.__name__ == "Adam":
        return sys.modules["grader.core.records"].Observation("ok")
    return real(probe, task, inputs, *others, **options)


worker.observe = observe
""",
)
