"""Remembers what it was asked before and repeats it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("secret inputs",),
    source="""
MEMORY = {}


class Adam:
    def __init__(self, params, *args, **options):
        self.params = params
        MEMORY.setdefault(tuple(p.tobytes() for p in params), [p.copy() for p in params])

    def step(self, grads):
        for p, q in zip(self.params, next(iter(MEMORY.values()))):
            if p.shape == q.shape:
                p[...] = q
""",
    place="whole",
)
