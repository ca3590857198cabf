"""Hands in a notebook of a format to come."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook | {"nbformat": 5}).encode()


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is written in notebook format 5, not 4",
    nbgrader=True,
)
