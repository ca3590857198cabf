"""Lets IPython's magics show the solution."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
shell = get_ipython()
for name in ("run", "load", "pycat", "pfile", "cat", "less"):
    try:
        shell.run_line_magic(name, "@SOLUTION@")
    except BaseException as error:
        print(name, type(error))
""",
)
