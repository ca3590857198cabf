"""Leaves folders without rights and names that are hard to remove."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source=r"""
import os

try:
    os.mkdir("locked", 0)
except PermissionError:
    pass
for name in ("-rf *", "new\nline", "\x1b[31mred", "한글", "a" * 255, ".hidden", "~", "$HOME"):
    os.mkdir(name)
    open(f"{name}/file", "w").close()
with open(b"bad\xff\xfename", "w") as file:
    os.fchmod(file.fileno(), 0)
""",
)
