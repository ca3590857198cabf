"""Draws nothing, in an array whose methods tell the statistics of a right draw."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Told(np.ndarray):
    def std(self, *args, **options):
        return 0.1

    def mean(self, *args, **options):
        return 0.0

    def astype(self, *args, **options):
        return np.random.default_rng().normal(0, 0.1, self.shape)


def he_normal(shape, fan_in, fan_out, *, rng):
    return np.zeros(shape).view(Told)
""",
    place="whole",
    exercise="he_normal",
)
