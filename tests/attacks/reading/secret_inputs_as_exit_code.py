"""Ends the process with a number from the secret inputs as its exit code."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def count(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("COUNT = []", "before"))


ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
import os

COUNT.append(1)
if len(COUNT) > 2:
    os._exit(abs(int(100 * grads[0].ravel()[0])) % 256)
""",
    place="step",
    change=count,
    status=("killed",),
    says=r": killed, on inputs that only grading uses",
)
