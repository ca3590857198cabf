"""Has saved outputs of 30 MB, in long texts and in short lines with escapes."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook

LINES = ['\\x1b[2K "epoch" \\\\ ]}'] * 200_000


def change(notebook: Notebook) -> None:
    code = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    code[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": LINES}]
    code[1]["outputs"] = [{"output_type": "display_data", "data": {"image/png": "x" * 20_000_000}, "metadata": {}}]


ATTACK = Attack(__doc__, layers=("reading with caps",), change=change, earns=True, says="")
