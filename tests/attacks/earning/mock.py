"""Answers with an object that has every attribute and method."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
from unittest import mock

Adam = mock.MagicMock()
""",
    place="whole",
)
