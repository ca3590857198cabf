"""Hands in files that bear other students' names as learning platforms write them."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("merge",),
    files={
        "kim_11_22_06_optimizers.ipynb": b"{}",
        "lee_12_assignsubmission_file_/06_optimizers.ipynb": b"{}",
        "submission_metadata.yml": b"submission_1:\n  :submitters:\n  - :name: other\n",
    },
    earns=True,
    says="",
)
