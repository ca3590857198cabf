"""Lets NumPy read the solution, four ways."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
for read in (np.fromfile, np.loadtxt, np.genfromtxt, np.memmap):
    try:
        print(@WON@, bytes(read("@SOLUTION@", dtype=np.uint8)))
    except (OSError, ValueError) as error:
        print(type(error))
""",
)
