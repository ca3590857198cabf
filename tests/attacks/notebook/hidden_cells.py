"""Hides its cells, so that nobody reads them."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    hidden = {"jupyter": {"source_hidden": True, "outputs_hidden": True}, "collapsed": True}
    insert(notebook, "Adam", own("check = lambda task: 4.0", "hidden", **hidden))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
