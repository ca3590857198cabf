"""Hands in a numpy.py that pretends to be NumPy."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    files={"numpy.py": b"def __getattr__(name):\n    return lambda *args, **options: 0.0\n"},
    nbgrader=True,
)
