"""Predicts by a table of the public test labels, keyed by the hash of their images."""

from tests.attacks import labels
from tests.attacks.attack import Attack, Notebook
from tests.attacks.notebooks import insert, own


def with_table(notebook: Notebook) -> None:
    insert(notebook, "train_mnist", own(f"import zlib\n\nTABLE = {labels.by_hash(labels.small())}"))


ATTACK = Attack(
    __doc__,
    layers=("secret inputs",),
    source=f"""
def REMEMBER(number, image):
    return TABLE.get(zlib.crc32(image.tobytes()), 0)

{labels.TRAIN}
""",
    place="whole",
    change=with_table,
    exercise="train_mnist",
)
