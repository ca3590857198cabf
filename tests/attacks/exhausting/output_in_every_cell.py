"""Prints as much as a cell may in each of three hundred cells, with one wide character each."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def print_often(notebook: Notebook) -> None:
    for number in range(300):
        source = 'print("\\N{GRINNING FACE}" + "x" * 65_000)'
        insert(notebook, "Adam", own(source, f"print-{number}"))


ATTACK = Attack(
    __doc__,
    layers=("report",),
    change=print_often,
)
