"""Raises an error whose message is Markdown, LaTeX and HTML."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source=r"""
raise ValueError("**4/4** $\\require{x}$ <iframe src=//x> [a](javascript:b) 4.0")
""",
    status=("raised",),
    says=r"its cell ended in ValueError",
    nbgrader=True,
)
