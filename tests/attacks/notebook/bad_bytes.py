"""Hands in bytes that are no text."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return b'{"cells": [], "x": "' + bytes(range(128, 256)) + b'"}'


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is not valid UTF-8",
    nbgrader=True,
)
