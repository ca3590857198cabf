"""The same attacks on nbgrader as it comes, and here: what each earns on an exercise that it did not do.

python tests/benchmarks/attacks_on_nbgrader.py [attack ...]

nbgrader executes notebooks as they are, so every run of it happens in a world of its own: bubblewrap with a throwaway
root, no network, no other processes, without capabilities, and with limits of time and memory. Only attacks that ask
for points or answers take part; the fake course, its gradebook and its solutions are all that they could reach. What
is kept goes into docs/security.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from grader.nbgrader.gradebook import scores  # noqa: E402
from tests.attacks.attack import Attack  # noqa: E402
from tests.attacks.catalog import attacks  # noqa: E402
from tests.attacks.notebooks import SCENES  # noqa: E402
from tests.attacks.stage import Stage, hand_in, make_course  # noqa: E402
from tests.benchmarks import compared  # noqa: E402

LAB, TARGET = SCENES["Adam"].lab, "Adam"
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "descent"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "labs"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "exercises", "lab.md"]
c.ExecutePreprocessor.timeout = 10
"""
CHOSEN = [
    "earning/does_nothing",
    "earning/points_as_result",
    "earning/numpy_number",
    "earning/exits_with_success",
    "earning/skipped",
    "earning/not_a_number",
    "earning/equal_to_everything",
    "earning/recorded_table",
    "earning/remembers_calls",
    "forging/comparisons_patched",
    "forging/check_overridden",
    "forging/shell_hooks",
    "forging/run_code_replaced",
    "forging/asserts_deleted",
    "forging/import_hook",
    "forging/numpy_beside",
    "forging/grader_beside",
    "forging/exit_handlers",
    "reading/solution_by_import",
    "reading/solved_notebook",
    "reading/secret_seed",
    "reading/other_submission",
    "escaping/gradebook_written",
    "exhausting/ends_itself",
    "notebook/deleted_check",
    "notebook/edited_check",
    "notebook/duplicated_check",
    "notebook/more_points",
    "notebook/negative_points",
    "notebook/swapped_ids",
    "notebook/extra_check",
    "notebook/skipped_by_tag",
    "notebook/answer_turned_locked",
    "notebook/unknown_schema",
    "notebook/outputs_filled_in",
    "notebook/cut_off",
    "notebook/old_format",
    "notebook/odd_cells",
]
_SECONDS = 120
_LIMITS = ["prlimit", f"--as={8 << 30}", "--cpu=100", f"--fsize={64 << 20}", "--"]


def world(course: Path) -> list[str]:
    """What to put before a command so that it sees this course and an interpreter, and can reach nothing else."""
    program = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    program += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run"]
    for path in ("/usr", "/bin", "/lib", "/lib64", "/etc", sys.base_prefix, sys.prefix, str(ROOT / "grader")):
        program += ["--ro-bind-try", path, path]
    return [*program, "--bind", str(course), str(course), "--chdir", str(course), *_LIMITS]


def nbgrader(course: Path, *arguments: str) -> str:
    """Run nbgrader in a world of its own; "" or the last error that it reports."""
    environment = {
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), "/usr/bin", "/bin"]),
        "HOME": str(course / "home"),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }
    command = [*world(course), sys.executable, "-m", "nbgrader", *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return "did not end"
    raised = re.findall(r"^(?:[\w.]+\.)?(\w+(?:Error|Exception|Entry|Invalid\w*)): ", done.stderr, re.MULTILINE)
    return (raised or ["it failed"])[-1] if done.returncode else ""


def stock(stage: Stage, course: Path, name: str, attack: Attack | None) -> str:
    """What nbgrader makes of one submission: points on the attacked exercise, or that there are none."""
    student = name.replace("/", "-")
    notebook, files = stage.handed_in(attack, course) if attack else (stage.solution(TARGET), {})
    hand_in(course / "submitted" / student / LAB, LAB, notebook, files)
    fault = nbgrader(course, "autograde", LAB, "--student", student, "--force")
    if fault:
        return f"no result: {fault}"
    got = scores(f"sqlite:///{course / 'gradebook.db'}", LAB, student)[f"check-{TARGET}"]
    return f"{got:g} points"


def main(names: list[str]) -> None:
    rows = {}
    with Stage() as stage, tempfile.TemporaryDirectory() as folder:
        course = Path(folder).resolve() / "course"
        make_course(course, stage.canary)
        (course / "gradebook.db").unlink()
        (course / "home").mkdir()
        (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        shutil.rmtree(course / "labs")
        fault = nbgrader(course, "generate_assignment", LAB, "--force")
        assert not fault, fault
        print("an honest notebook:", stock(stage, course, "honest", None), flush=True)
        for name in names or CHOSEN:
            attack = attacks()[name]
            theirs = stock(stage, course, name, attack)
            ours = "; ".join(stage.faults(attack)) or compared.NOTHING
            rows[name] = {"nbgrader": theirs, "here": ours}
            print(f"{name:36} nbgrader: {theirs:40} here: {ours}", flush=True)
    compared.record("nbgrader", metadata.version("nbgrader"), rows)


if __name__ == "__main__":
    main(sys.argv[1:])
