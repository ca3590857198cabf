"""Raises an error whose message closes the page's script and opens its own."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "raise ValueError('</script><script>alert(1)</script><!--')"


ATTACK = Attack(
    __doc__,
    layers=("report",),
    change=change_it,
    status=("raised",),
    says=r"its cell ended in ValueError: </script>",
    nbgrader=True,
)
