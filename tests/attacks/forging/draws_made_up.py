"""Draws nothing, and replaces what observes its draws by facts that a right answer would have."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import dataclasses
import sys

probes = sys.modules["grader.probes.observe"]
real = probes.PROBES["draws"]


def facts(task, inputs, context, notes):
    shape, fan_in, fan_out = inputs["args"]
    yield "result", np.zeros(0)
    yield "number of axes", len(shape)
    yield "shape", tuple(shape)
    std = float(np.sqrt(2 / fan_in))
    yield from {"mean": 0.0, "scale": std, "range": 4.3 * std, "excess kurtosis": 0.0}.items()
    yield "the same seed draws the same", True
    yield "another seed draws the same", False
    yield "a second draw is the same", False
    yield "NumPy's global random state is left alone", True


probes.PROBES["draws"] = dataclasses.replace(real, run=facts)


def he_normal(shape, fan_in, fan_out, *, rng):
    return np.zeros(shape)
""",
    place="whole",
    exercise="he_normal",
    costs=("lecun_normal",),
)
