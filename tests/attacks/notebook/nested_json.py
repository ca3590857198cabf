"""Hands in JSON nested a hundred thousand deep."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return b"[" * 100_000


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is nested too deeply",
    nbgrader=True,
)
