"""Hands in a notebook of eleven megabytes."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook | {"padding": "x" * 11_000_000}).encode()


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"without saved outputs it is still larger than 10 MB",
    nbgrader=True,
)
