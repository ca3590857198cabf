"""Loads the solution by its path with importlib and runpy."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import importlib.util
import os
import runpy

import grader

grader.__path__ = [os.path.dirname(grader.__file__)]  # the solution imports from it

for load in (
    lambda: runpy.run_path("@SOLUTION@"),
    lambda: (spec := importlib.util.spec_from_file_location("adam", "@SOLUTION@")).loader.load_module("adam"),
):
    try:
        print(@WON@, load())
    except OSError as error:
        print(type(error))
""",
)
