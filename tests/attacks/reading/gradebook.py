"""Reads the gradebook as a database."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import sqlite3

try:
    print(@WON@, sqlite3.connect("file:@GRADEBOOK@?immutable=1", uri=True).execute("select * from grade").fetchall())
except sqlite3.OperationalError as error:
    print(error)
""",
)
