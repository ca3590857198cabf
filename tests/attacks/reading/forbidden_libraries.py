"""Imports libraries that hold a ready-made Adam, or the labels."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("allowed imports",),
    source="""
import importlib

for name in ("torch", "mlxtend", "sklearn", "tensorflow", "nbgrader", "pyseccomp", "scipy", "jax"):
    try:
        print(@WON@, importlib.import_module(name))
    except ImportError as error:
        print(error)
""",
)
