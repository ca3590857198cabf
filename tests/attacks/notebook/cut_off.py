"""Hands in half a file."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()[:20_000]


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is not JSON",
    nbgrader=True,
)
