"""Leaves links in its folder for the grader to follow when it cleans up."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os

os.mkdir("folder")

ACTS = (
    lambda: os.symlink("@COURSE@", "folder/link"),
    lambda: os.link("@READABLE@", "folder/hard"),
    lambda: os.rename("@COURSE@", "folder/course"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    unproven="moves the course away, and with it the place of the proof",
)
