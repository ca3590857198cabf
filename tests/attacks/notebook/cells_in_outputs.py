"""Hides other cells in saved outputs of 12 MB, where a reader that loses count of brackets would find them."""

import copy

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change(notebook: Notebook) -> None:
    cells = copy.deepcopy(notebook["cells"])
    for each in cells:
        each["source"] = "print(" + "@WON@" + ")"
    code = next(each for each in notebook["cells"] if each["cell_type"] == "code")
    code["outputs"] = ['\\"]}], "cells": [', {"cells": cells, "pad": "x" * 12_000_000}, '"outputs": "']


ATTACK = Attack(__doc__, layers=("reading with caps",), change=change, earns=True, says="")
