"""Makes a file of a terabyte that takes no space."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
with open("sparse", "wb") as file:
    file.truncate(1 << 40)
print(@WON@)
""",
    status=("raised", "killed"),
    says=r"its cell",
    unproven="a file of that size is beyond what any course.toml can allow",
)
