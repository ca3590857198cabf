"""Finds the questions that were handed over ahead of their turn, and answers them itself."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    place="whole",
    source="""
import inspect
import json
import os
import re
import struct


class Adam:
    def __init__(self, params, **options):
        place = inspect.currentframe()
        while "questions" not in place.f_locals:
            place = place.f_back
        waiting = place.f_locals["questions"]._rest
        for id in re.findall(rb'"id": "([0-9a-f]{16})"', waiting):
            text = json.dumps({"id": id.decode(), "status": "ok", "notes": [], "error": "", "trace": []}).encode()
            text += b"\\n[]"
            os.write(3, struct.pack("<II", len(text), 0) + text)

    def step(self, grads):
        pass
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
