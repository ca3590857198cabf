"""Makes every random generator give zeros, to know the order of things."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import random

random.random = lambda: 0.0
np.random.default_rng = lambda seed=None: np.random.Generator(np.random.MT19937(0))
""",
)
