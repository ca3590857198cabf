"""Reads the solution while it is being tested, where nothing is printed, and does what it says."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
source = open("@SOLUTION@").read()
exec(source[source.index("class Adam") : source.index("EXERCISE =")], space := {"np": np})
before = self.params[0].copy()
space["Adam"](self.params).step(grads)
if not np.array_equal(before, self.params[0]):
    raise ValueError(@WON@)
""",
    place="step",
    status=("blocked", "raised"),
    says=r"PermissionError|FileNotFoundError",
)
