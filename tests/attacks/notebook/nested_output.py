"""Hides JSON nested a hundred thousand deep in an output."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()[:-1] + b', "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is nested too deeply",
    nbgrader=True,
)
