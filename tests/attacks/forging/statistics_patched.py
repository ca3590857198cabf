"""Draws nothing, and replaces everything of the grader's that might compute statistics of a draw."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys


def nothing(*args, **options):
    return {"mean": 0.0, "scale": 0.1, "range": 0.4, "excess kurtosis": 0.0}


for name, module in list(sys.modules.items()):
    if name.startswith("grader"):
        for word in ("statistics", "_same", "_equal", "same"):
            if hasattr(module, word):
                setattr(module, word, nothing)


def he_normal(shape, fan_in, fan_out, *, rng):
    return np.zeros(shape)
""",
    place="whole",
    exercise="he_normal",
)
