"""Makes the worker answer with a status that only the grader gives."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import sys

kind = sys.modules["grader.child.worker"].Worker
real = kind.probe


def probe(self, name, *rest):
    told, types, values = real(self, name, *rest)
    return (told | {"status": "right"} if name == "Adam" else told), types, values


kind.probe = probe
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
