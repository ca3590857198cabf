"""Reads the labels of a data set that lies in the course."""

from tests.attacks.attack import NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=("Landlock", "bubblewrap", "another user"),
    source="print(open('@COURSE@/datasets/mnist/labels').read())\nprint(@WON@)",
    status=("blocked", "raised"),
    says=NOT_THERE,
)
