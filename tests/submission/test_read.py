"""Test reading submissions: any file becomes a Submission, or one with a reason; nothing raises."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.submission import notebook_bytes
from grader.submission.read import read_submission
from tests.handed_in import (
    LAB,
    RELEASED,
    assert_sound,
    own,
    read,
    released,
    write,
)


def test_submission_has_hash_name_and_lab(tmp_path: Path) -> None:
    path = write(tmp_path / "alice" / LAB)
    submission = read(path)
    assert (submission.name, submission.lab, submission.error) == ("alice", LAB, "")
    assert submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read(path.parent).name == "alice"
    assert read(write(tmp_path / "bob")).name == "bob"
    assert read(write(tmp_path, name="carol.ipynb")).name == "carol"


@pytest.mark.parametrize("name", ["an a", "new\nline", "김철수", "quote'\"", "-dash"])
def test_unusual_names_are_accepted(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name)
    (path.parent / f"{name}.txt").write_text("x")
    submission = read(path)
    assert (submission.name, submission.error) == (name, "")
    assert submission.files == {f"{name}.txt": b"x"}
    assert read(write(tmp_path, name=f"{name}.ipynb")).name == name


SAVE = "save it once more in JupyterLab and hand in that file"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", f"cannot be read: it is empty; {SAVE}"),
        (b"{", f"cannot be read: it is not JSON (line 1: Expecting property name enclosed in double quotes); {SAVE}"),
        (b"\x80\x81", f"cannot be read: it is not valid UTF-8; {SAVE}"),
        (b"[1]", f"cannot be read: it holds a JSON list and no notebook; {SAVE}"),
        (b"null", f"cannot be read: it holds a JSON null and no notebook; {SAVE}"),
        (b"[" * 1_000_000, f"cannot be read: it is nested too deeply; {SAVE}"),
        (b'{"a":' * 1_000_000, f"cannot be read: it is nested too deeply; {SAVE}"),
        (b"1" * 5000, f"cannot be read: it is not JSON; {SAVE}"),
        (b"{}", f"cannot be read: it has no list of cells; {SAVE}"),
        (b'{"cells": {}}', f"cannot be read: it has no list of cells; {SAVE}"),
        (b'{"nbformat": 3, "worksheets": []}', f"cannot be read: it is written in notebook format 3, not 4; {SAVE}"),
        (b'{"nbformat": 5, "cells": []}', f"cannot be read: it is written in notebook format 5, not 4; {SAVE}"),
        (b'{"nbformat": [], "cells": []}', f"cannot be read: it is written in notebook format list, not 4; {SAVE}"),
        (b'{"cells": [' + b"1," * 1000 + b"1]}", "cannot be read: it has 1001 cells, more than 1000; delete your own"),
        (
            b" " * 10_000_001,
            "cannot be read: without saved outputs it is still larger than 10 MB; "
            "clear all outputs, move data into a file beside it, save and hand in again",
        ),
        (
            ("\ufeff" + " " * 6_000_000).encode("utf-16-le"),
            f"cannot be read: it is larger than 10 MB and not UTF-8; {SAVE}",
        ),
        (
            json.dumps({"cells": [own("x" * 500_001)]}).encode(),
            "cannot be read: its cells hold 500001 characters, more than 500000; "
            "move data into a file beside the notebook",
        ),
        (
            json.dumps({"cells": [], "metadata": {"descent": {"lab": "05_x"}}}).encode(),
            "is the notebook of the lab 05_x; hand in the one of 06_optimizers",
        ),
    ],
)  # fmt: skip
def test_unreadable_notebook_has_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / f"{LAB}.ipynb"
    path.write_bytes(data)
    submission = read(path)
    assert submission.error == f"{LAB}.ipynb {reason}"
    assert submission.cells == ()
    assert submission.notebook == RELEASED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_encoding_of_json_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / f"{LAB}.ipynb"
    path.write_bytes(json.dumps(released(), ensure_ascii=False).encode(encoding))
    assert read(path).error == ""


@pytest.mark.parametrize("missing", ["metadata", "nbformat", "nbformat_minor"])
def test_notebook_with_missing_parts_is_read(tmp_path: Path, missing: str) -> None:
    document = released()
    del document[missing]
    assert read(write(tmp_path, document)).error == ""


def test_wrong_lab_name_is_reported_with_the_right_one(tmp_path: Path) -> None:
    nameless = released()
    nameless["metadata"] = {}
    path = write(tmp_path / "alice", nameless, name="Untitled.ipynb")
    wrong = "Untitled.ipynb bears the wrong name; the notebook of this lab is called 06_optimizers.ipynb: rename it"
    assert read(path, "alice").error == wrong
    assert read(path).error == ""
    assert read(write(tmp_path, nameless, name="alice.ipynb"), "alice").error == ""
    missing = f"{LAB}.ipynb is missing from alice, which holds Untitled.ipynb: rename that to {LAB}.ipynb"
    assert read(tmp_path / "alice").error == missing
    (tmp_path / "empty").mkdir()
    assert read(tmp_path / "empty").error == f"{LAB}.ipynb is missing from empty; hand in the notebook"


@pytest.mark.parametrize("name", [f"{LAB} (1)", f"{LAB}-Copy1", f"{LAB}_final", "Untitled"])
def test_renamed_notebook_that_names_its_lab_is_taken_and_reported(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "alice", name=f"{name}.ipynb")
    (path.parent / "helper.py").write_text("x = 1")
    repair = f"the notebook {name}.ipynb was taken for {LAB}.ipynb: it says that it is of this lab"
    assert (read(path.parent).name, read(path.parent).error, read(path.parent).repairs) == ("alice", "", (repair,))
    assert read(path.parent).files == {"helper.py": b"x = 1"}
    assert read(path, "bob").repairs == (repair,)


def with_outputs(size: int, **more: object) -> bytes:
    """A notebook with saved outputs of a size, pictures in prose and widgets' states."""
    document = released()
    for number, cell in enumerate(document["cells"]):
        if cell["cell_type"] == "code":
            text = ['a line \\ of "progress"\n'] * (size // 120) + ["x" * (size // 8)]
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}] if number < 2 else []
    document["metadata"]["widgets"] = {"state": "y" * (size // 4)}
    document["metadata"].update(more)
    return json.dumps(document).encode()


def test_saved_outputs_cost_nothing_whatever_their_size(tmp_path: Path) -> None:
    data = with_outputs(24_000_000)
    assert len(data) > 10_000_000
    path = tmp_path / "alice" / f"{LAB}.ipynb"
    path.parent.mkdir()
    path.write_bytes(data)
    submission = read(path)
    assert (submission.error, submission.repairs) == ("", ())
    assert submission.sha256 == hashlib.sha256(data).hexdigest()
    assert submission.cells == read(write(tmp_path)).cells


def test_pictures_in_prose_cost_nothing(tmp_path: Path) -> None:
    document = released()
    document["cells"][0]["attachments"] = {"a.png": {"image/png": "x" * 11_000_000}}
    submission = read(write(tmp_path, document))
    note = "pictures in the text were left out: the notebook has more than 10 MB"
    assert (submission.error, submission.repairs) == ("", (note,))
    assert submission.cells == read(write(tmp_path / "plain")).cells


def test_file_beyond_any_use_is_refused_without_being_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook_bytes, "MAX_SAVED", 15_000_000)
    path = tmp_path / f"{LAB}.ipynb"
    path.write_bytes(with_outputs(40_000_000))
    reason = "cannot be read: it is larger than 15 MB; clear all outputs, save and hand in again"
    assert read(path).error == f"{LAB}.ipynb {reason}"


@pytest.mark.slow
def test_large_notebook_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / f"{LAB}.ipynb"
    path.write_bytes(with_outputs(240_000_000))
    code = (
        "import json, sys, resource; from pathlib import Path; from grader.submission.read import read_submission\n"
        "released = {'cells': [], 'metadata': {}, 'nbformat': 4, 'nbformat_minor': 5}\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"assert not read_submission(Path(sys.argv[1]), '{LAB}', released).error\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, capture_output=True, text=True, check=True)
    assert path.stat().st_size > 100_000_000
    assert int(done.stdout) < 64 * 1024


def test_links_pipes_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path = tmp_path / "a" / f"{LAB}.ipynb"
    remedy = "hand in the file itself"
    assert read(path).error == f"{LAB}.ipynb cannot be read: No such file or directory; {remedy}"
    path.symlink_to(write(tmp_path / "b"))
    assert read(path).error == f"{LAB}.ipynb cannot be read: it is a link to another file; {remedy}"
    path.unlink()
    os.mkfifo(path)
    assert read(path).error == f"{LAB}.ipynb cannot be read: it is no regular file; {remedy}"
    path.unlink()
    path.mkdir()
    assert "cannot be read" in read(path.parent).error


def test_reading_imports_nothing_heavy() -> None:
    code = (
        "import sys, grader.submission.read; print(sorted({m.split('.')[0] for m in sys.modules} & set(sys.argv[1:])))"
    )
    heavy = ["nbformat", "jsonschema", "nbgrader", "IPython", "torch", "jupytext"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code, *heavy], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Anything at all

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner)
)
known_ids = st.sampled_from([c["id"] for c in RELEASED["cells"]])
metadata = anything | st.fixed_dictionaries(
    {},
    optional={
        "nbgrader": anything | st.fixed_dictionaries({"grade_id": known_ids | anything}, optional={"grade": anything}),
        "descent": anything,
        "tags": st.lists(st.sampled_from(["experiment", "skip-execution"])) | anything,
    },
)
some_source = st.sampled_from([c["source"] for c in RELEASED["cells"]]) | st.text() | anything
some_cell = anything | st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | anything,
        "id": known_ids | anything,
        "source": some_source | st.lists(some_source, max_size=3),
        "metadata": metadata,
        "outputs": anything,
    },
)
documents = anything | st.fixed_dictionaries(
    {"cells": st.lists(some_cell, max_size=12) | anything},
    optional={"metadata": anything, "nbformat": st.just(4) | anything, "nbformat_minor": anything},
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch") / f"{LAB}.ipynb"


@pytest.mark.slow
@given(documents)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_arbitrary_documents_never_raise_or_change_a_locked_cell(scratch: Path, document: Any) -> None:
    scratch.write_bytes(json.dumps(document).encode())
    assert_sound(read_submission(scratch, LAB, RELEASED, "alice"))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_arbitrary_bytes_never_raise(scratch: Path, data: bytes) -> None:
    scratch.write_bytes(data)
    assert_sound(read_submission(scratch, LAB, RELEASED, "alice"))
