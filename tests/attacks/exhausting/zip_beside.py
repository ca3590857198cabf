"""Hands in an archive that unpacks to hundreds of times its size."""

import io

import numpy as np

from tests.attacks.attack import Attack


def bomb() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, bomb=np.zeros(40_000_000))
    return file.getvalue()


ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
import zipfile

try:
    print(@WON@, np.load("bomb.npz")["bomb"].nbytes)
except (MemoryError, ValueError, KeyError, OSError) as error:
    print(type(error))
""",
    files={"bomb.npz": bomb()},
)
