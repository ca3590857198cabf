"""Raises a group of a thousand exceptions, thirty deep."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
group = ExceptionGroup("many", [ValueError(str(number)) for number in range(1000)])
for _ in range(30):
    group = ExceptionGroup("more", [group])
raise group
""",
    status=("raised",),
    says=r"its cell ended in ExceptionGroup",
)
