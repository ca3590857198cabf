"""Starts programs in every way that Python has."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    succeeds=r"exit code 0",
    source="""
import os
import pty
import subprocess

ACTS = (
    lambda: subprocess.run(["true"]),
    lambda: subprocess.Popen(["true"]),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.spawnv(os.P_WAIT, "/bin/true", ["true"]) == 0 or os.open("/x", 0),
    lambda: os.execv("/bin/true", ["true"]),
    lambda: os.popen("true").read(),
    lambda: pty.fork(),
    lambda: os.system("true") == 0 or os.open("/x", 0),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
