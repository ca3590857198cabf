"""Walks the whole disk in search of the course."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import os

for folder, folders, files in os.walk("/"):
    if folder.count("/") > 5 or folder.startswith(("/proc", "/sys", "/usr", "/lib")):
        folders.clear()
    for name in files:
        if name in ("adam.py", "lab.md", "gradebook.db", "secret"):
            try:
                print(@WON@, open(os.path.join(folder, name), "rb").read())
            except OSError as error:
                print(type(error))
""",
)
