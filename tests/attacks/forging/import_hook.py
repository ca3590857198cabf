"""Stands before all importers and hands out modules of its own."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import importlib.machinery
import sys
import types


class Hook:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("grader", "numpy")):
            return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        module.check = lambda *args: 4.0


sys.meta_path.insert(0, Hook())
sys.modules.pop("grader.judge.compare", None)
""",
)
