"""Changes what the notebook says about itself."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change_it(notebook: Notebook) -> None:
    state = {"application/vnd.jupyter.widget-state+json": {}}
    notebook["metadata"] |= {"celltoolbar": "x", "widgets": state, "nbgrader": {"points": 99}}
    notebook["descent"] = {"points": 99}


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
