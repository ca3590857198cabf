"""Changes checksums, so that nothing seems to have been changed."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change_it(notebook: Notebook) -> None:
    for each in notebook["cells"]:
        if "nbgrader" in each["metadata"]:
            each["metadata"]["nbgrader"]["checksum"] = "0" * 32


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
