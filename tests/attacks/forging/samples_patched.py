"""Draws the same numbers for every seed, and replaces the samples that are compared by random ones."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

draws = sys.modules["grader.probes.draws"]
count = []


def sample(drawn):
    count.append(1)
    return np.full(1000, len(count) if len(count) % 4 > 2 else 0.0)


draws._sample = sample


def he_normal(shape, fan_in, fan_out, *, rng):
    return np.full(shape, np.sqrt(2 / fan_in))
""",
    place="whole",
    exercise="he_normal",
    costs=("lecun_normal",),
)
