"""Known numbers of 11_mnist_challenge: a log of two runs."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber


def two_runs(labs: SimpleNamespace) -> tuple[bool, str]:
    """(whether the entry that is returned is the one in the log, the log as JSON)."""
    log: list[Any] = []
    config = {"lr": 0.1, "hidden": 64}
    first = labs.log_run(log, config, np.int64(3), [0.5, 0.75, 0.75, 0.625])
    config["lr"] = 0.01
    labs.log_run(log, config, 4, np.array([0.5], dtype=np.float32))
    assert json.loads(json.dumps(log)) == log
    return log[0] is first, json.dumps(log, sort_keys=True)


LOG = [
    {"run": 1, "config": {"lr": 0.1, "hidden": 64}, "seed": 3, "curve": [0.5, 0.75, 0.75, 0.625],
     "best": 0.75, "best_epoch": 2},
    {"run": 2, "config": {"lr": 0.01, "hidden": 64}, "seed": 4, "curve": [0.5], "best": 0.5, "best_epoch": 1},
]  # fmt: skip

KNOWN = Known(
    numbers=(KnownNumber("a log of two runs", two_runs, (True, json.dumps(LOG, sort_keys=True))),),
    titles=(
        r"Run [1-4] is the best of 4: \d+\.\d\d% of the validation images$",
        r"\d+\.\d\d% of 300 held-out images are right \(three hundred\); would you have .*",
    ),
    printed=(
        "run  seed   lr  hidden    best      at    last",
        r"^run +seed +epochs +seconds +best +at +last$",
    ),
    eager=True,
    shorter={"[4, 12, 36]": "[1, 2]", "epochs=36": "epochs=2"},
)
