"""Loads the judge and the course's loader by their files, with importlib and runpy, and out of their bytecode."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import importlib.util
import os
import runpy
import sys
from importlib.machinery import SourceFileLoader, SourcelessFileLoader

import grader

ENGINE = os.path.dirname(grader.__file__)


def by_spec(path):
    spec = importlib.util.spec_from_file_location("stolen", path)
    module = sys.modules["stolen"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LOADS = (
    by_spec,
    runpy.run_path,
    lambda path: SourceFileLoader("stolen", path).get_data(path),
    lambda path: SourcelessFileLoader("stolen", importlib.util.cache_from_source(path)).get_code("stolen"),
)
for path in (os.path.join(ENGINE, "judge", "compare.py"), os.path.join(ENGINE, "course", "loader.py")):
    for load in LOADS:
        try:
            print(@WON@, load(path))
        except (ImportError, OSError) as error:
            print(type(error), error)
""",
)
