"""Opens files until there are no descriptors left."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
files = []
while True:
    files.append(open("/dev/null"))
""",
    status=("raised",),
    says=r"its cell ended in OSError: \[Errno 24\]",
    costs=(),
)
