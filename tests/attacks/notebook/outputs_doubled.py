"""Has every key of a large notebook twice, the first of them with other cells."""

import json

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def raw(notebook: Notebook) -> bytes:
    other = json.dumps([{"cell_type": "code", "source": "1", "outputs": ["x" * 11_000_000]}])
    return b'{"cells": ' + other.encode() + b", " + json.dumps(notebook).encode()[1:]


ATTACK = Attack(__doc__, layers=("reading with caps", "merge"), raw=raw, earns=True, says="")
