"""Reads the repository that holds the solutions in every version."""

from tests.attacks.attack import NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=("Landlock", "bubblewrap", "another user"),
    source="print(open('@COURSE@/.git/objects/solutions').read())\nprint(@WON@)",
    status=("blocked", "raised"),
    says=NOT_THERE,
)
