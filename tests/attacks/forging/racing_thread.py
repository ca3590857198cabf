"""Lets a thread change parameters while they are compared."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import threading


class Racer(threading.Thread):
    daemon = True
    params = ()

    def run(self):
        for _ in range(2_000):
            for p in self.params:
                p[...] = p + 0.001


self.racer = Racer()
self.racer.params = self.params
self.racer.start()
""",
    place="step",
    status=("wrong", "killed", "timed out", "raised"),
)
