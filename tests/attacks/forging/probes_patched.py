"""Replaces the probes by ones that observe nothing."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import dataclasses
import sys

probes = sys.modules["grader.probes.observe"]
real = dict(probes.PROBES)


def nothing(task, inputs, context, notes):
    if task.__name__ == "Adam":
        return iter(())
    return real["trajectory"].run(task, inputs, context, notes)


probes.PROBES["trajectory"] = dataclasses.replace(real["trajectory"], run=nothing)
""",
)
