"""Hands in a function from the modules beside the notebook whose name or form comes closest."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import given
import plots

found = [value for module in (given, plots) for value in vars(module).values() if callable(value)]


def he_normal(*args, **options):
    for each in found:
        try:
            made = each(*args, **options)
        except Exception:
            continue
        if isinstance(made, np.ndarray):
            return made
    return np.zeros(args[0])
""",
    place="whole",
    exercise="he_normal",
)
