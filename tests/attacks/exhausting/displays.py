"""Shows ten thousand objects."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
from IPython.display import HTML, display

for _ in range(3000):
    display(HTML("<b>x</b>"))
""",
    status=("wrong", "timed out", "killed"),
)
