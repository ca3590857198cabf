"""Hands in the notebook of another lab, where its answers are right."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps(notebook | {"metadata": {"descent": {"lab": "02_losses_and_descent"}}}).encode()


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"is the notebook of the lab 02_losses_and_descent",
    nbgrader=True,
)
