"""Replaces NumPy's comparisons by ones that always agree."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
for name in ("allclose", "isclose", "array_equal", "array_equiv"):
    setattr(np, name, lambda *args, **options: True)
for name in ("assert_allclose", "assert_array_equal", "assert_almost_equal"):
    setattr(np.testing, name, lambda *args, **options: None)
""",
    nbgrader=True,
)
