"""Has saved outputs of ten million empty lists, in one line."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def raw(notebook: Notebook) -> bytes:
    code = next(each for each in notebook["cells"] if each["cell_type"] == "code")
    code["outputs"] = ["HERE"]
    return json.dumps(notebook).encode().replace(b'"HERE"', b"[]," * 10_000_000 + b"[]")


ATTACK = Attack(__doc__, layers=("reading with caps",), raw=raw, unreadable=True, says=r"made of more than \d+ parts")
