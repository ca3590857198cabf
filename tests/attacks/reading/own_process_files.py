"""Finds out about itself from /proc: mounts, groups, and the number of the process that started it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("Landlock", "bubblewrap"),
    source="""
import os

found = []
for name in ("mounts", "mountinfo", "cgroup", "status"):
    try:
        found.append(open(f"/proc/self/{name}").read())
    except OSError as error:
        print(type(error))
if any("\\t@WARM@\\n" in text for text in found):
    print(@WON@)
""",
)
