"""Climbs from a room that it may read into the others, by descriptors of folders."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import os

import grader

ENGINE = os.path.dirname(grader.__file__)


def beside(start, way):
    home = os.open(os.path.join(ENGINE, start), way)
    try:
        room = os.open("../judge", way, dir_fd=home)
        try:
            return os.read(os.open("compare.py", os.O_RDONLY, dir_fd=room), 100)
        finally:
            os.close(room)
    finally:
        os.close(home)


def listed(folder):
    names = os.listdir(folder)
    return names[names.index("judge")]


ACTS = (
    lambda: beside("core", os.O_PATH),
    lambda: beside("probes", os.O_RDONLY | os.O_DIRECTORY),
    lambda: listed(os.open("..", os.O_RDONLY, dir_fd=os.open(os.path.join(ENGINE, "viz"), os.O_PATH))),
    lambda: listed(os.open(ENGINE, os.O_RDONLY)),
    lambda: open(os.path.join(ENGINE, "core", "..", "judge", "compare.py")).read(),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except (OSError, ValueError) as error:
        print(type(error), error)
""",
)
