"""Looks the recorded outputs of the public cases up in a file that it handed in."""

from pathlib import Path

import grader
from tests.attacks.attack import Attack


def table() -> bytes:
    """What `labs/` hands out as the recorded checks, as a table."""
    return Path(grader.__file__).parents[1].joinpath("labs/06_optimizers/checks/Adam.npz").read_bytes()


ATTACK = Attack(
    __doc__,
    layers=("secret inputs",),
    source="""
TABLE = {key: value for key, value in np.load("table.npz").items()}


class Adam:
    def __init__(self, params, *args, **options):
        self.params, self.steps = params, 0

    def step(self, grads):
        self.steps += 1
        for i, p in enumerate(self.params):
            for key in TABLE:
                if key.endswith(f"params[{i}] after step {self.steps}") and TABLE[key].shape == p.shape:
                    p[...] = TABLE[key]
""",
    place="whole",
    files={"table.npz": table()},
)
