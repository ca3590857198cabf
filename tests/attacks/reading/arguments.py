"""Looks for paths in its arguments, its search path and its modules' files."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    source="""
import sys

told = repr((sys.argv, sys.orig_argv, sys.path, sys.warnoptions, sys._xoptions, sys.modules, sys.meta_path))
if "@COURSE@" in told:
    print(@WON@, told)
""",
)
