"""Shows five thousand errors with long tracebacks in one cell."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire", "report"),
    source="""
for number in range(5_000):
    try:
        raise ValueError(chr(10) * 2_000)
    except ValueError:
        get_ipython().showtraceback()
""",
    status=("wrong", "timed out"),
)
