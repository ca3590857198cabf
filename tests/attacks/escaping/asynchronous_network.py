"""Connects with asyncio, which may make pairs of sockets."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock's network rules", "bubblewrap"),
    source="""
import asyncio

try:
    await asyncio.wait_for(asyncio.open_connection("127.0.0.1", @PORT@), 2)
    print(@WON@)
except OSError as error:
    print(error)
""",
)
