"""Behaves only while it is tested on inputs that it knows."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("secret inputs",),
    source="""
import os

class Adam:
    def __init__(self, params, *args, **options):
        self.params = params

    def step(self, grads):
        if "PYTEST_CURRENT_TEST" in os.environ or "NBGRADER_EXECUTION" in os.environ:
            raise SystemExit(0)
""",
    place="whole",
)
