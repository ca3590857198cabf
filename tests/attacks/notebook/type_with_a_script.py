"""Names a type with a script, which reports quote."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
raise type("<script>alert(1)</script>", (Exception,), {})("x")
""",
    place="step",
    status=("raised",),
    says=r"<script>",
    nbgrader=True,
)
