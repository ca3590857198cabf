"""Opens the debugger, which waits for a person."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("%pdb on\nimport pdb\npdb.set_trace()\nbreakpoint()\n1 / 0", "debug"))
    insert(notebook, "Adam", own("%debug", "debug-2"))


ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    change=change_it,
    nbgrader=True,
)
