"""Shows an object in two hundred thousand formats."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
from IPython.display import display

display({f"a/{number}": "" for number in range(200_000)}, raw=True)
""",
    status=("wrong", "killed"),
    nbgrader=True,
)
