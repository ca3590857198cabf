"""Fills the check's output in with full marks before handing in."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    data = {"text/plain": "4.0", "application/vnd.nbgrader+json": {"score": 4.0}}
    result = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
    for name in ("check-Adam", "Adam"):
        cell(notebook, name)["outputs"] = [result]
        cell(notebook, name)["execution_count"] = 1


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
