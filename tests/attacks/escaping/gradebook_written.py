"""Writes full marks and extra credit into the gradebook."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import sqlite3

for gradebook in ("@GRADEBOOK@", "../../gradebook.db", "../../../gradebook.db"):
    try:
        book = sqlite3.connect(gradebook)
        book.execute("update grade set extra_credit = 100, auto_score = 100, manual_score = 100")
        book.commit()
        print(@WON@)
    except sqlite3.Error as error:
        print(error)
""",
    nbgrader=True,
)
