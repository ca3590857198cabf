"""Has 15 MB of widgets' states in its metadata."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change(notebook: Notebook) -> None:
    notebook["metadata"]["widgets"] = {"state": {str(number): {"x": "y" * 100} for number in range(120_000)}}


ATTACK = Attack(__doc__, layers=("reading with caps",), change=change, earns=True, says="")
