"""Hands in a notebook of format 3."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return json.dumps({"nbformat": 3, "worksheets": [{"cells": notebook["cells"]}], "metadata": {}}).encode()


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is written in notebook format 3, not 4",
    nbgrader=True,
)
