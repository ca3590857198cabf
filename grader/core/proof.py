"""Define the record of an exercise's proof: what was proved, with which margins, and what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.core.kill_matrix import KillMatrix


@dataclass(frozen=True)
class ExerciseProof:
    """The proof of one exercise.

    lab: name of the lab
    exercise: name of the exercise
    oracle_ok: whether solution and oracle agree on every seed
    right_total: number of other right answers
    right_passed: how many of them pass, well inside the tolerance
    wrong_total: number of known mistakes
    wrong_caught: how many of them are caught, well outside the tolerance
    wrong_named: how many of them are diagnosed as themselves alone
    mutants_total: number of mutants of the solution
    mutants_survived: how many of them no case catches and nothing excuses
    margin_right: how many times the worst right answer stays inside the tolerance, at most 1e9
    margin_wrong: how many times the least wrong answer is outside, on its clearest case, at most 1e9
    false_alarm: upper bound of the probability that a right answer to a random task fails; 0 where nothing is random
    false_fail: upper bound of the probability that a right answer misses a threshold of accuracy; 0 where there is none
    costs: what each known mistake costs of the points for cases: "all", or in percent
    problems: what failed, one line each, with the values; empty where the proof holds
    matrix: every variant on every case, where it was asked for
    """

    lab: str
    exercise: str
    oracle_ok: bool
    right_total: int
    right_passed: int
    wrong_total: int
    wrong_caught: int
    wrong_named: int
    mutants_total: int
    mutants_survived: int
    margin_right: float
    margin_wrong: float
    false_alarm: float = 0.0
    false_fail: float = 0.0
    costs: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    matrix: KillMatrix | None = None

    @property
    def ok(self) -> bool:
        """Return whether nothing failed."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """Return the fields that `grader verify --json` promises."""
        left_out = ("problems", "matrix")
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in left_out}
        lab, exercise = fields.pop("lab"), fields.pop("exercise")
        return {"lab": lab, "exercise": exercise, "ok": self.ok, **fields}


def grouped_costs(costs: Mapping[str, str]) -> dict[str, list[str]]:
    """Group mistakes by cost, the dearest first: {"all": [...], "43%": [...]}."""
    groups: dict[str, list[str]] = {}
    for name, cost in costs.items():
        groups.setdefault(cost, []).append(name)
    return dict(sorted(groups.items(), key=lambda group: -100 if group[0] == "all" else -int(group[0][:-1])))
