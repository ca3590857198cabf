"""What a wrong answer costs beside the right one of the same exercise, in `check` and in grading.

Every wrong answer of tests/corpus is judged in this process, and the solution in the same way; CPU time, so that other
work on the machine counts little. "first": the first wrong answer to an exercise in a process, which reads its tables;
"later": the same answers once more. Only the ratios mean anything.

    python tests/benchmarks/wrong_answers.py [LAB] [--worst N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

from tests.corpus import WrongAnswer
from tests.corpus.entries import BY_LAB
from tests.corpus.judging import COURSE, judge_by_check, judge_by_grading

_WAYS: tuple[tuple[str, Callable[[WrongAnswer], object]], ...] = (
    ("check", judge_by_check),
    ("grading", judge_by_grading),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print medians, 95th percentiles and the worst of both ways of judging."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", nargs="?", default="", help="the first letters of a lab's name; default: all")
    parser.add_argument("--worst", type=int, default=5, help="how many of the dearest answers are listed")
    options = parser.parse_args(arguments)
    answers = [each for lab, of in BY_LAB.items() if lab.startswith(options.lab) for each in of]
    right = {name: _solution(name) for name in dict.fromkeys(answer.exercise for answer in answers)}
    for way, judge in _WAYS:
        for answer in right.values():
            judge(answer)
        cost_of_right = {
            name: statistics.median(_cpu(judge, answer) for _ in range(3)) for name, answer in right.items()
        }
        for when in ("first", "later"):
            costs = [(_cpu(judge, answer), answer) for answer in answers]
            _print(f"{way}, {when}", costs, cost_of_right, options.worst)
    return 0


def _solution(exercise: str) -> WrongAnswer:
    """The solution of an exercise, in the form of an answer."""
    [found] = [each for lab in COURSE.labs.values() for each in lab.exercises if each.name == exercise]
    return WrongAnswer(exercise, "the solution", "nothing", frozenset(), found.text)


def _cpu(judge: Callable[[WrongAnswer], object], answer: WrongAnswer) -> float:
    start = time.process_time()
    judge(answer)
    return time.process_time() - start


def _print(title: str, costs: Sequence[tuple[float, WrongAnswer]], right: dict[str, float], worst: int) -> None:
    times = sorted((cost / right[answer.exercise], cost, answer) for cost, answer in costs)
    ratios = [ratio for ratio, _, _ in times]
    in_all = sum(cost for cost, _ in costs) / sum(right[answer.exercise] for _, answer in costs)
    ms = sorted(1e3 * cost for cost, _ in costs)
    high = int(0.95 * len(ratios))
    middle = len(ratios) // 2
    print(
        f"{title:16} {len(ratios)} answers; beside the right answer: in all {in_all:.1f}, median {ratios[middle]:.1f}, "
        f"95 % {ratios[high]:.1f}; ms: median {ms[middle]:.0f}, 95 % {ms[high]:.0f}, most {ms[-1]:.0f}"
    )
    for ratio, cost, answer in times[::-1][:worst]:
        print(f"    {ratio:6.1f}  {1e3 * cost:6.0f} ms  {answer.exercise}: {answer.name}")


if __name__ == "__main__":
    raise SystemExit(main())
