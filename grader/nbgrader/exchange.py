"""Collect from nbgrader's exchange with times read in the zone that they are written in."""

from __future__ import annotations

from typing import Any

from nbgrader.exchange.default import ExchangeCollect, collect

from grader.nbgrader.patches import guard, zone_of
from grader.nbgrader.submission_time import read_time


class Collect(ExchangeCollect):  # type: ignore[misc]
    """For `ExchangeFactory.collect`: compares times of submissions, and with the due date, in UTC."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        zone = zone_of(self.config)
        guard(self.config)
        collect.parse_utc = lambda time: read_time(time, zone)
