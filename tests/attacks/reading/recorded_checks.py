"""Looks for the recorded outputs of the public checks."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
for path in ("checks/Adam.npz", "@COURSE@/labs/06_optimizers/checks/Adam.npz"):
    try:
        print(@WON@, dict(np.load(path)))
    except OSError as error:
        print(type(error))
""",
)
