"""Shows one object of thirty megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
from IPython.display import HTML, display

display(HTML("x" * 30_000_000))
""",
)
