"""Sends a second answer right behind the first."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import inspect
import json
import os
import struct

place = inspect.currentframe()
while "question" not in place.f_locals:
    place = place.f_back
text = json.dumps({"id": place.f_locals["question"]["id"], "status": "ok", "values": {}, "types": {}}).encode()
os.write(3, (struct.pack("<II", len(text), 0) + text) * 2)
""",
    place="step",
    status=("killed", "wrong"),
)
