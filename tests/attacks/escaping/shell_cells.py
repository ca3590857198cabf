"""Uses the notebook's own ways to start a program."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("no shell",),
    source="""
!touch leak-by-bang
%system touch leak-by-system
%pip install no-such-package
files = !ls
import os

if os.path.exists("leak-by-bang") or os.path.exists("leak-by-system") or files:
    print(@WON@)
""",
)
