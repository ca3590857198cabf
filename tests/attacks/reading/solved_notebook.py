"""Reads the solved notebook."""

from tests.attacks.attack import FILES, NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import json
print(@WON@, json.load(open("@SOLVED@"))["cells"])
""",
    status=("blocked",),
    says=NOT_THERE,
)
