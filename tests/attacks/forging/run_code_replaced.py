"""Replaces the shell's way of running code by one that runs nothing."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
shell = get_ipython()


async def nothing(*args, **options):
    return False


shell.run_code = nothing
shell.run_cell = lambda *args, **options: print("4.0")
""",
    costs=("AdamW", "Nadam"),
    status=("wrong", "missing", "raised"),
)
