"""Reads what a system tells of its users."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
for path in ("/etc/passwd", "/etc/shadow", "/root/.ssh/id_rsa", "/root/.bash_history", "/etc/hostname", "/etc/group"):
    try:
        print(@WON@, open(path).read())
    except OSError as error:
        print(type(error))
""",
)
