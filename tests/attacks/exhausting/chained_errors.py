"""Raises an exception that is its own cause, through a hundred others."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
first = last = ValueError("0")
for number in range(100):
    last.__context__ = ValueError(str(number))
    last = last.__context__
last.__context__ = first
raise first
""",
    status=("raised",),
    says=r"its cell ended in ValueError",
)
