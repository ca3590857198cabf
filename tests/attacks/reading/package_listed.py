"""Lists the grader's package, and those rooms of it that it does not share a process with."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import glob
import os
import pkgutil

import grader

ENGINE = os.path.dirname(grader.__file__)
ROOMS = ("authoring", "cli", "course", "datasets", "grading", "judge", "nbgrader", "report", "sandbox", "student",
         "submission")

LOOKS = (
    os.listdir,
    lambda folder: [entry.name for entry in os.scandir(folder)],
    lambda folder: [os.path.basename(path) for path in glob.glob(folder + "/*")],
    lambda folder: [module.name for module in pkgutil.iter_modules([folder])],
    lambda folder: next(os.walk(folder))[1],
)
for look in LOOKS:
    for folder, wanted in ((ENGINE, ROOMS), *((os.path.join(ENGINE, room), ("__init__.py",)) for room in ROOMS)):
        try:
            print([@WON@ for name in look(folder) if name in wanted])
        except (OSError, StopIteration) as error:
            print(type(error), error)
""",
)
