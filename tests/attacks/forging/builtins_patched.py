"""Replaces built-in functions that comparing may use."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import builtins

builtins.all = builtins.any = lambda *args: True
builtins.abs = lambda value: 0.0
builtins.round = lambda value, *digits: 4.0
""",
)
