"""Hands in two thousand cells."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook | {"cells": notebook["cells"] * 60}).encode()


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it has \d+ cells, more than 1000",
    nbgrader=True,
)
