"""Climbs out of its folder, by name and by descriptor."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import os

for act in (
    lambda: os.listdir(".."),
    lambda: os.listdir("@COURSE@"),
    lambda: os.listdir(os.open("..", os.O_RDONLY | os.O_DIRECTORY)),
    lambda: os.open("../../home/readable", os.O_WRONLY),
    lambda: os.open("solutions", os.O_RDONLY, dir_fd=os.open("@COURSE@", os.O_PATH)),
):
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error))
""",
)
