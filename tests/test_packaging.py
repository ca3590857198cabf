"""The package as a newcomer gets it: what it imports, what it pins, and that the documented commands exist."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import grader

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HEAVY = (
    "torch",
    "numpy",
    "pandas",
    "matplotlib",
    "IPython",
    "nbgrader",
    "mlxtend",
    "scipy",
    "requests",
    "pooch",
    "rich",
)


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize("statement", ["import grader", "import grader.cli"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    loaded = loaded_after(statement)
    assert not loaded & set(HEAVY)


def test_importing_grader_loads_no_room() -> None:
    assert {name for name in loaded_after("import grader") if name.startswith("grader")} == {"grader"}


@pytest.mark.parametrize("room", ["course.exercise", "probes.observe", "datasets", "submission.read", "course.loader"])
def test_no_room_that_builds_or_reads_loads_torch(room: str) -> None:
    assert "torch" not in loaded_after(f"import grader.{room}")


def pins() -> list[Requirement]:
    """The lines of constraints.txt: name==version, with a marker where it is not for every interpreter or system."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"==[A-Za-z0-9.!]+", str(pin.specifier)) for pin in found), "name==version alone"
    return found


def pinned() -> dict[str, str]:
    """Versions by name, of what is pinned for this interpreter and system."""
    here = [pin for pin in pins() if pin.marker is None or pin.marker.evaluate()]
    assert len({canonicalize_name(pin.name) for pin in here}) == len(here), "one version each"
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in here}


@functools.cache
def needed() -> dict[str, str]:
    """Every distribution that the project needs on this machine, with the version that is installed."""
    project = PROJECT["project"]
    todo = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    found: dict[str, str] = {}
    visited: set[str] = set()
    while todo:
        requirement = todo.pop()
        extras = requirement.extras or {""}
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        key = f"{canonicalize_name(requirement.name)}{sorted(extras)}"
        if key in visited:
            continue
        visited.add(key)
        distribution = importlib.metadata.distribution(requirement.name)
        found[canonicalize_name(requirement.name)] = distribution.version
        for text in distribution.requires or ():
            dependency = Requirement(text)
            if dependency.marker is None or any(dependency.marker.evaluate({"extra": extra}) for extra in extras):
                dependency.marker = None
                todo.append(dependency)
    return found


def test_constraints_pin_everything_that_is_installed_and_nothing_else() -> None:
    versions, pins = needed(), pinned()
    assert {name: Version(version).public for name, version in versions.items()} == {
        name: pins.get(name) for name in versions
    }
    if sys.platform == "linux":
        assert set(pins) == set(versions)


#: Interpreters that the README names; the patch releases between which a dependency drew its line.
PYTHONS = ("3.11.0", "3.11.2", "3.11.4", "3.11.5", "3.12.0", "3.13.0", "3.14.0")


@pytest.mark.parametrize("python", PYTHONS)
def test_no_pin_is_refused_by_an_interpreter_that_its_marker_admits(python: str) -> None:
    """A release that needs Python 3.11.5 may not be pinned for 3.11.2, which Debian 12 has."""
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    installed = needed()
    refused = []
    for pin in pins():
        name, version = canonicalize_name(pin.name), str(pin.specifier).removeprefix("==")
        if Version(installed.get(name, "0")).public != version or (pin.marker and not pin.marker.evaluate(environment)):
            continue
        asks = importlib.metadata.metadata(pin.name)["Requires-Python"]
        if asks and python not in SpecifierSet(asks):
            refused.append(f"{pin} needs Python {asks}")
    assert not refused


def test_torch_is_pinned_in_constraints_alone() -> None:
    assert "torch>=2.4" in PROJECT["project"]["dependencies"]
    assert pinned()["torch"] == "2.13.0"


def test_version_is_defined_once() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "grader.__version__"}
    assert Version(grader.__version__)


def test_changelog_has_a_section_for_this_version_and_for_what_comes_next() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    sections = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert sections[0] == "Unreleased" or sections[0].startswith(f"{grader.__version__} - ")
    released = [section for section in sections if section != "Unreleased"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", section) for section in released)
    versions = [Version(section.partition(" ")[0]) for section in released]
    assert versions == sorted(versions, reverse=True)
    assert Version(grader.__version__) in versions


def test_links_between_pages_lead_to_files() -> None:
    missing = []
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert missing == []


def test_the_engine_is_made_of_rooms_alone() -> None:
    """A loose module would stand on no floor; a room without a floor fails the exhaustive contract."""
    loose = {path.name for path in (ROOT / "grader").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py"}


#: The most lines that a file and a function of the engine may have.
MOST_FILE_LINES, MOST_FUNCTION_LINES = 300, 60


def too_long(name: str, text: str) -> list[str]:
    """List the file, and the functions in it, that have too many lines; a function's decorators are not counted."""
    long = [f"{name}: {count} lines"] if (count := len(text.splitlines())) > MOST_FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                long.append(f"{name}: {node.name}: {lines} lines")
    return long


def test_engine_files_and_functions_have_at_most_300_and_60_lines() -> None:
    paths = sorted((ROOT / "grader").rglob("*.py"))
    assert len(paths) > 100
    assert [line for path in paths for line in too_long(path.name, path.read_text(encoding="utf-8"))] == []


def test_file_and_function_one_line_over_the_limits_are_listed() -> None:
    longest = "def f():\n" + "    pass\n" * (MOST_FUNCTION_LINES - 1)
    assert too_long("a.py", longest + "\n" * (MOST_FILE_LINES - MOST_FUNCTION_LINES)) == []
    method = "class A:\n    async def f(self):\n" + "        pass\n" * MOST_FUNCTION_LINES
    assert too_long("a.py", method) == ["a.py: f: 61 lines"]
    assert too_long("a.py", "\n" * (MOST_FILE_LINES + 1)) == ["a.py: 301 lines"]


def test_the_contracts_are_short_and_exhaustive() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert len(text[text.index("[tool.importlinter]") :].splitlines()) <= 60
    floors = PROJECT["tool"]["importlinter"]["contracts"][0]
    assert floors["type"] == "layers"
    assert floors["exhaustive"] is True
    assert floors["exhaustive_ignores"] == ["__main__"]
    assert not any("ignore_imports" in contract for contract in PROJECT["tool"]["importlinter"]["contracts"])


def recipes() -> dict[str, str]:
    """The Makefile's targets with their recipes."""
    found = re.findall(r"^([a-z]+):[^\n=]*\n((?:\t[^\n]*\n?)*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return dict(found)


def test_every_documented_make_target_exists() -> None:
    targets = recipes()
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / ".ci" / "run"]
    named = {name for path in documents for name in re.findall(r"\bmake ([a-z]+)\b", commands(path))}
    assert {"demo", "test"} <= named <= set(targets)
    assert set(re.findall(r"make ([a-z]+) ", targets["help"])) == set(targets) - {"help"}


def commands(path: Path) -> str:
    """What a document shows as shell code, or a script whole."""
    text = path.read_text(encoding="utf-8")
    if not path.suffix:
        return text
    return "\n".join(block or inline for block, inline in re.findall(r"```sh\n(.*?)```|`(make [^`]+)`", text, re.S))


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = commands(ROOT / "README.md")
    assert re.findall(r"^make (\w+)", script, re.M) == ["test"]
    assert re.findall(r"^for target in (.*); do$", script, re.M) == ["verify demo"]
    for command in ("make test", "make quick", "make demo", "grader verify"):
        assert re.search(rf"^{command}\b", readme, re.M)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_make_test_runs_all_tests_and_make_demo_the_sample_classes() -> None:
    targets = recipes()
    assert "-m pytest" in targets["test"]
    assert not re.search(r" -(m|k|-deselect|-ignore)[ =]", targets["test"].replace("python -m pytest", "pytest"))
    assert targets["demo"].rstrip().endswith("/grader demo")


def test_make_quick_leaves_out_slow_tests_and_make_verify_no_exercise() -> None:
    targets = recipes()
    assert targets["quick"].rstrip().endswith('-m pytest -n logical --dist worksteal -m "not slow"')
    assert targets["verify"].rstrip().endswith("/grader verify")


def test_make_check_runs_every_linter_all_tests_and_all_proofs() -> None:
    recipe = recipes()["check"]
    tools = ("ruff check", "ruff format --check", "mypy", "lint-imports", "grader build --check", "-m pytest")
    for tool in (*tools, "grader verify"):
        assert tool in recipe


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@needs_make
@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (None, "There is no {python} on this machine: install Python 3.11 or newer, or name one"),
        (
            '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.8.2 && exit\nexit 1\n',
            "{python} is Python 3.8.2, too old: install Python 3.11 or newer and name it, as in make PYTHON=python3.12",
        ),
        (
            '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n',
            "{python} has no venv module: install it (on Debian and Ubuntu: apt install python3-venv)",
        ),
    ],
)
def test_missing_tool_is_named_in_one_sentence(tmp_path: Path, program: str | None, sentence: str) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python"
    if program:
        python.write_text(program)
        python.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    command = ["make", f"PYTHON={python}", "test"]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stdout.startswith(sentence.format(python=python))
    assert run.stdout.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


@needs_make
def test_an_environment_that_is_up_to_date_is_not_touched(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "constraints.txt", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed").touch()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    run = subprocess.run(
        ["make", "-n", "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == [".venv/bin/grader demo"]


def fake_make(folder: Path, script: str) -> dict[str, str]:
    """An environment in which `make` is this shell script."""
    folder.mkdir()
    (folder / "make").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "make").chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("script", "code", "last", "ran"),
    [
        (
            '[ $1 = test ] && echo "=== 3 passed in 1.20s ===" || echo gradebook',
            0,
            "=== 3 passed in 1.20s ===",
            ["test", "verify", "demo"],
        ),
        ('echo "=== 1 failed, 2 passed in 2m ==="; echo; exit 1', 1, "the tests did not run to their end", ["test"]),
        (
            'echo "== 1 failed, 2 passed in 61.20s (0:01:01) =="; echo "make: *** Error 1"; exit 2',
            2,
            "== 1 failed, 2 passed in 61.20s (0:01:01) ==",
            ["test"],
        ),
        ('[ $1 = test ] && echo "== 3 passed in 1.2s ==" || exit 3', 3, "== 3 passed in 1.2s ==", ["test", "verify"]),
        (
            '[ $1 = demo ] && exit 4; echo "== 3 passed in 1.2s =="',
            4,
            "== 3 passed in 1.2s ==",
            ["test", "verify", "demo"],
        ),
    ],
)
def test_ci_ends_with_the_tests_closing_line(tmp_path: Path, script: str, code: int, last: str, ran: list[str]) -> None:
    repository = tmp_path / "repository"
    (repository / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", repository / ".ci")
    (repository / ".ci" / "second-python").write_text("#!/bin/sh\nexit 0\n")
    (repository / ".ci" / "second-python").chmod(0o755)
    environment = fake_make(tmp_path / "bin", f'echo "ran $1"\n{script}')
    command = [str(repository / ".ci" / "run")]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == code
    assert run.stdout.splitlines()[-1] == last
    assert re.findall(r"^ran (\w+)$", run.stdout, re.M) == ran


def test_ci_points_at_the_data_that_lies_beside_the_repository(tmp_path: Path) -> None:
    repository = tmp_path / "around" / "repository"
    (repository / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", repository / ".ci")
    (repository / ".ci" / "second-python").write_text("#!/bin/sh\nexit 0\n")
    (repository / ".ci" / "second-python").chmod(0o755)
    environment = fake_make(tmp_path / "bin", 'echo "data: ${GRADER_DATA-none}"')
    environment.pop("GRADER_DATA", None)
    command = [str(repository / ".ci" / "run")]
    without = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert without.stdout.splitlines()[:3] == ["data: none"] * 3
    place = re.search(r"^shared=(\S+)$", (repository / ".ci" / "run").read_text(encoding="utf-8"), re.M)
    assert place
    folder = (repository / place[1]).resolve()
    folder.mkdir(parents=True)
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[:3] == [f"data: {folder}"] * 3


def test_the_architecture_page_names_every_room_on_its_floor() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| ((?:`\w+`(?:, )?)+) \|", page, re.M)
    described = {int(floor): set(re.findall(r"`(\w+)`", rooms)) for floor, rooms in rows}
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    assert described == {len(layers) - i: set(layer.split(" | ")) for i, layer in enumerate(layers)}
    assert len(page.splitlines()) <= 80


def test_security_page_describes_every_rung_and_layer() -> None:
    from grader.child.selftest import LOST
    from grader.sandbox.doctor import RUNGS, WEAKEST

    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for name, text in {**RUNGS, **LOST}.items():
        assert f"| {name} | {text} |" in page
    assert f"Below rung {WEAKEST} grading refuses" in page


def test_the_pages_name_only_commands_that_exist() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "grader", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    existing = set(re.findall(r"^  ([a-z]+)  ", listed.stdout, re.M))
    assert {"build", "grade", "doctor", "data"} <= existing
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"(?:^|`)grader (?!error`)([a-z]+)", text, re.M)
        assert set(named) <= existing, path
