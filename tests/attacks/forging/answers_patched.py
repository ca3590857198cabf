"""Replaces the worker's own method by one that claims full marks."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

kind = sys.modules["grader.child.worker"].Worker
real = kind.probe


def probe(self, name, *rest):
    if name == "Adam":
        return {"status": "ok", "points": 4.0, "earned": 1.0, "weight": 99}, {}, {}
    return real(self, name, *rest)


kind.probe = probe
""",
)
