"""Writes, empties, renames and deletes the solution, the seed and the gradebook."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import os

PLACES = ("@SOLUTION@", "@SECRET@", "@GRADEBOOK@", "@OTHER@")
for place in PLACES:
    try:
        print(@WON@, open(place, "w"))
    except OSError as error:
        print(type(error))
for place in PLACES:
    try:
        print(@WON@, open(place, "a"))
    except OSError as error:
        print(type(error))
for place in PLACES:
    try:
        print(@WON@, os.truncate(place, 0))
    except OSError as error:
        print(type(error))
for place in PLACES:
    try:
        print(@WON@, os.rename(place, "mine"))
    except OSError as error:
        print(type(error))
for place in PLACES:
    try:
        print(@WON@, os.unlink(place))
    except OSError as error:
        print(type(error))
for place in PLACES:
    try:
        print(@WON@, os.open(place, os.O_RDONLY | os.O_TRUNC))
    except OSError as error:
        print(type(error))
""",
    nbgrader=True,
)
