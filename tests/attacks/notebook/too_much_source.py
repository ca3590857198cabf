"""Hands in six hundred thousand characters of source."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook | {"cells": [{"cell_type": "code", "source": "#" * 600_000}]}).encode()


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"its cells hold 600000 characters, more than 500000",
    nbgrader=True,
)
