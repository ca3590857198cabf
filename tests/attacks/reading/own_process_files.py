"""Finds out about itself from /proc: memory, limits, descriptors, mounts."""

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
if any("@COURSE@" in text for text in found):
    print(@WON@)
""",
)
