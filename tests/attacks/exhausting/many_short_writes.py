"""Fills the disk in cells that are done before anybody looks."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own

WRITE = """
with open("part-{number}", "wb") as file:
    file.write(b"x" * 300_000)
"""
COUNT = """
import os

if sum(os.stat(name).st_size for name in os.listdir(".") if name.startswith("part-")) > 7_000_000:
    print(@WON@)
"""


def write_a_little_often(notebook: Notebook) -> None:
    for number in range(30):
        insert(notebook, "Adam", own(WRITE.format(number=number), f"write-{number}"))


ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source=COUNT,
    change=write_a_little_often,
)
