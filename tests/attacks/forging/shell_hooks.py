"""Hooks into IPython, so that no cell runs as it is written."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source=r"""
import sys

shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["4.0\n"] if "check(" in "".join(lines) else lines)
shell.events.register("pre_run_cell", lambda info: print("4.0"))
sys.displayhook = lambda value: print("4.0")
""",
    nbgrader=True,
)
