"""Hides a number of a hundred thousand digits in the notebook."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def handed_in(notebook: Notebook) -> bytes:
    return b'{"nbformat": 4, "cells": [], "n": ' + b"9" * 100_000 + b"}"


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    raw=handed_in,
    unreadable=True,
    says=r"it is not JSON",
    nbgrader=True,
)
