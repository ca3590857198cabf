"""Sends an observation of its own choice, then ends the process before the real one."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import inspect
import json
import os
import struct

place = inspect.currentframe()
while "question" not in place.f_locals:
    place = place.f_back
types = {f"params[{i}] after step {n}": "ndarray" for i in range(3) for n in range(1, 30)}
values = {name: {"$array": ["<f8", [1], 0]} for name in types}
told = {"id": place.f_locals["question"]["id"], "status": "ok", "values": values, "types": types}
text = json.dumps(told).encode()
os.write(3, struct.pack("<II", len(text), 8) + text + bytes(8))
os._exit(0)
""",
    place="step",
    status=("killed", "wrong"),
)
