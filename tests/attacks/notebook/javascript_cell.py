"""Runs JavaScript in the instructor's browser."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
from IPython.display import HTML, SVG, Javascript, Markdown, display

for kind in (HTML, Javascript, Markdown):
    display(kind("<script>alert(1)</script><img src=x onerror=alert(2)>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(3)</script></svg>"))
get_ipython().run_cell_magic("javascript", "", "alert(4)")
""",
    nbgrader=True,
)
