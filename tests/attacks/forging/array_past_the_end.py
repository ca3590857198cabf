"""Claims an array larger than the bytes that come with it."""

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
told = {"id": place.f_locals["question"]["id"], "status": "ok", "types": {"a": "ndarray"}}
text = json.dumps(told | {"values": {"a": {"$array": ["<f8", [1000, 1000], 0]}}}).encode()
os.write(3, struct.pack("<II", len(text), 8) + text + bytes(8))
""",
    place="step",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
