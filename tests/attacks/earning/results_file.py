"""Writes the results files of other graders, and leaves."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import json
import os

for name in ("results.json", "results/results.json", "../results.json", "score.txt"):
    try:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        json.dump({"score": 4.0, "tests": [{"name": "Adam", "score": 4.0}]}, open(name, "w"))
    except OSError as error:
        print(error)
""",
)
