"""Hands in modules named like the standard library's."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    source="""
import decimal
import json
import shelve

if any(hasattr(module, "MINE") for module in (decimal, json, shelve)):
    print(@WON@)
""",
    files={"json.py": b"MINE = 1", "decimal.py": b"MINE = 1", "shelve.py": b"MINE = 1"},
    unproven="the scratch folder stands last on the search path, whatever may be imported",
)
