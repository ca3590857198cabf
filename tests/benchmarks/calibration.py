"""The accuracies that thresholds and tiers are set by: runs of the solutions and references on ten secret seeds.

Prints them as the `reached` of a Training or a Contest: by data set and by who trained, fractions in the order of the
seeds. Seconds of CPU time stand beside; they hold for this machine alone.

    python tests/benchmarks/calibration.py train_mnist softmax_regression train [--data mnist-5k]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader import datasets
from grader.authoring.proof.bench import Bench
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab, find_course
from grader.course.seeds import Seed, secret_seed
from grader.datasets import DataSet
from grader.grading import training_data
from grader.sandbox import Sandbox

SEEDS = [secret_seed(f"calibration {number}".encode()) for number in range(10)]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("exercises", nargs="+")
    arguments.add_argument("--data", action="append", help="a data set (default: all that have thresholds)")
    options = arguments.parse_args()
    course = find_course(Path(__file__).parent)
    for lab, exercise in exercises(course):
        if exercise.name in options.exercises:
            calibrate(lab, exercise, options.data)
    return 0


def exercises(course: Course) -> Iterator[tuple[Lab, Exercise]]:
    """Those that make a run on a data set."""
    for name in course.labs:
        lab = course.lab(name)
        for exercise in lab.exercises:
            if exercise.training or exercise.contest:
                yield lab, exercise


def calibrate(lab: Lab, exercise: Exercise, names: list[str] | None) -> None:
    """Run everything that is to be calibrated of one exercise, and print it."""
    plan = exercise.training.thresholds if exercise.training else exercise.contest.tiers
    with Sandbox(lab.libraries) as sandbox, Bench(lambda: sandbox.open(lab.handouts), lab.imports) as bench:
        for name in names or plan:
            data = datasets.load(name)
            runs = trained if exercise.training else competed
            for who, pairs in runs(bench, lab, exercise, data).items():
                reached = ", ".join(f"{accuracy:.4f}" for accuracy, _ in pairs)
                seconds = max(cpu for _, cpu in pairs)
                print(f"{exercise.name} {name} {who}: ({reached})  up to {seconds:.1f} s", flush=True)


def trained(bench: Bench, lab: Lab, exercise: Exercise, data: DataSet) -> Mapping[str, list[tuple[float, float]]]:
    plan = exercise.training
    for source in (exercise.text, lab.exercise(plan.own).text):
        assert bench.define(source).status == "ok"

    def run(seed: Seed, own: bool) -> tuple[float, float]:
        job = training_data.job(plan, data, seed, own)
        observation = bench.observe_run(exercise, job, plan.limits, lab.given)
        return training_data.accuracy(observation, training_data.held_out_labels(data, seed)), observation.cpu

    return {name: [run(seed, own) for seed in SEEDS] for name, own in ((plan.own, True), (plan.fallback, False))}


def competed(bench: Bench, lab: Lab, exercise: Exercise, data: DataSet) -> Mapping[str, list[tuple[float, float]]]:
    texts = {path.stem: path.read_text() for path in (lab.path / "exercises" / "references").glob("*.py")}
    entries = {"small": texts["small"], "good": texts["good"], "best": exercise.text}
    found = {}
    for name, text in entries.items():
        assert bench.define(text).status == "ok"
        pairs = []
        for seed in SEEDS:
            limits = exercise.contest.limits(data.name)
            observation = bench.observe_run(exercise, training_data.contest_job(data, seed), limits)
            pairs.append(
                (training_data.accuracy(observation, training_data.held_out_labels(data, seed)), observation.cpu)
            )
        found[name] = pairs
    return found


if __name__ == "__main__":
    raise SystemExit(main())
