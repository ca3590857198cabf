"""Adds a cell that starts a shell."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("%%bash\ntouch /tmp/leak-@TOKEN@ leak\necho @WON@", "shell"))
    insert(notebook, "Adam", own("import os\n\nif os.path.exists('leak'):\n    print(@WON@)", "look"))


ATTACK = Attack(
    __doc__,
    layers=("no shell",),
    change=change_it,
    nbgrader=True,
)
