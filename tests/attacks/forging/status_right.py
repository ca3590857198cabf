"""Answers the question itself, with the status "right" and four points."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import inspect
import json
import os
import struct
import time


def frame(message, arrays=b"", length=None):
    text = json.dumps(message).encode()
    return struct.pack("<II", length or len(text), len(arrays)) + text + arrays


def asked():
    place = inspect.currentframe()
    while "question" not in place.f_locals:
        place = place.f_back
    return place.f_locals["question"]["id"]


os.write(3, frame({"id": asked(), "status": "right", "points": 4.0, "outputs": [], "error": ""}))
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
