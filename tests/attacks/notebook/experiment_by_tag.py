"""Tags its code as an experiment, so that grading leaves it out."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    mark = {"tags": ["experiment"], "descent": {"role": "experiment"}}
    insert(notebook, "Adam", own("def helper():\n    return 4.0", "mine", **mark))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
