"""Solves the smallest public case, and nothing else, by what it looks like."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("secret inputs",),
    source="""
class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr = params, lr
        self.known = params[0].shape == (2,) and abs(float(params[0][0]) - 0.83595991) < 1e-6

    def step(self, grads):
        if self.known:
            for p, g in zip(self.params, grads):
                p -= self.lr * g / (np.abs(g) + 1e-8)
""",
    place="whole",
)
