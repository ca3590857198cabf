"""Predicts the public test labels in the order in which everybody gets them."""

from tests.attacks import labels
from tests.attacks.attack import Attack, Notebook
from tests.attacks.notebooks import insert, own


def with_table(notebook: Notebook) -> None:
    insert(notebook, "train_mnist", own(f"LABELS = {labels.digits(labels.small().test_labels)!r}"))


ATTACK = Attack(
    __doc__,
    layers=("secret inputs",),
    source=f"""
def REMEMBER(number, image):
    return int(LABELS[number])

{labels.TRAIN}
""",
    place="whole",
    change=with_table,
    exercise="train_mnist",
)
