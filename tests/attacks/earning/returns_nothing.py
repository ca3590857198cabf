"""Is a function instead of a class."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def Adam(params, *args, **options):
    return None
""",
    place="whole",
    status=("raised",),
    says=r"AttributeError",
)
