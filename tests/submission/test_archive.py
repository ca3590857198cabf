"""Test archives of strangers: what is unsafe is left out by name or the whole is refused; nothing is written."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.errors import UsageError
from grader.submission import archive
from grader.submission.archive import Archive
from tests.submission.zips import bomb, link, raw, save, zipped

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"kim/a.ipynb": b"{}"}


def numbered(count: int) -> dict[bytes, bytes]:
    return {b"%05d" % number: b"" for number in range(count)}


def members(path: Path) -> dict[str, bytes | None]:
    return {name: member.read(100) for name, member in Archive(path).members.items()}


def test_files_are_read_without_folders_and_what_systems_add(tmp_path: Path) -> None:
    files = {"a/": b"", "a/b.ipynb": b"1", "__MACOSX/a/._b.ipynb": b"x", "a/.DS_Store": b"x", ".git/config": b"x"}
    path = save(tmp_path / "a.zip", zipped(files))
    assert members(path) == {"a/b.ipynb": b"1"}
    assert Archive(path).left_out == []
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"../x.ipynb": b""}), "../x.ipynb: its name leads out of the archive"),
        (zipped({"a/../../x.ipynb": b""}), "a/../../x.ipynb: its name leads out of the archive"),
        (zipped({"/etc/x.ipynb": b""}), "/etc/x.ipynb: its name leads out of the archive"),
        (raw({b"C:\\x.ipynb": b""}), "C:/x.ipynb: its name leads out of the archive"),
        (raw({b"..\\x.ipynb": b""}), "../x.ipynb: its name leads out of the archive"),
        (raw({b"a//x.ipynb": b""}), "a//x.ipynb: its name leads out of the archive"),
        (zipped({f"{'x' * 300}.ipynb": b""}), ".ipynb: its name is none that a file can have"),
        (zipped({"a/" * 30 + "x.ipynb": b""}), "x.ipynb: its name is none that a file can have"),
        (link("x.ipynb", "/etc/passwd"), "x.ipynb: it is a link to another file; hand in the file itself"),
        (raw({b"x.ipynb": b""}, mode=stat.S_IFIFO | 0o600), "x.ipynb: it is no regular file"),
        (raw({b"x.ipynb": b""}, flags=1), "x.ipynb: it is encrypted; make the archive without a password"),
        (raw({b"x.ipynb": b""}, method=14), "x.ipynb: it is compressed in an unusual way; make the archive anew"),
        (bomb(30_000_000), "06_optimizers.ipynb: it unpacks to more than 200 times its size"),
        (zipped({"k.zip": b"PK nothing"}), "k.zip: it cannot be read as a zip archive: File is not a zip file"),
        (zipped({"k.zip": zipped({"l.zip": b""})}), "k.zip/l.zip: it is an archive within an archive within an"),
        (zipped({"k.zip": bomb(30_000_000)}), "k.zip/06_optimizers.ipynb: it unpacks to more than 200 times its size"),
        (zipped({"k.zip": link("x.ipynb", "/")}), "k.zip/x.ipynb: it is a link to another file"),
        (zipped({"k.zip": zipped({"../x.ipynb": b""})}), "k.zip/../x.ipynb: its name leads out of the archive"),
    ],
)  # fmt: skip
def test_unsafe_entry_is_left_out_by_name(tmp_path: Path, data: bytes, reason: str) -> None:
    path = save(tmp_path / "a.zip", data)
    opened = Archive(path)
    assert opened.members == {}
    (line,) = opened.left_out
    assert line.startswith(f"{path}: ")
    assert reason in line
    assert os.listdir(tmp_path) == ["a.zip"]


def test_second_entry_of_one_name_is_left_out(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "김.ipynb")
    path = save(tmp_path / "a.zip", zipped({"김.ipynb": b"1", decomposed: b"2"}))
    assert members(path) == {"김.ipynb": b"1"}
    assert Archive(path).left_out == [f"{path}: 김.ipynb: another entry has the same name"]


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("김철수".encode(), 0x800),
        (unicodedata.normalize("NFD", "김철수").encode(), 0x800),
        (unicodedata.normalize("NFD", "김철수").encode(), 0),
        ("김철수".encode(), 0),
        ("김철수".encode("cp949"), 0),
    ],
)
def test_korean_names_are_read_in_every_encoding(tmp_path: Path, name: bytes, flags: int) -> None:
    path = save(tmp_path / "a.zip", raw({name + b"/x.ipynb": b"1"}, flags=flags))
    assert members(path) == {"김철수/x.ipynb": b"1"}


def test_name_that_is_no_utf8_though_it_says_so_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.zip", raw({b"\xff.ipynb": b""}, flags=0x800))
    with pytest.raises(UsageError, match=r"a\.zip: cannot be read as a zip archive"):
        Archive(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cannot be read as a zip archive: File is not a zip file"),
        (b"PK\3\4" + b"x" * 100, "cannot be read as a zip archive: File is not a zip file"),
        (raw(numbered(20_001)), "is refused: it has more than 20000 entries"),
        (raw(numbered(100_000)), "is refused: its table of contents has more than 4 MB"),
        (zipped({"k.zip": raw(numbered(20_000)), "l.zip": zipped(GOOD)}), "is refused: it has more than 20000 entries"),
    ],
    ids=["empty", "broken", "many entries", "100,000 entries", "many in an inner one"],
)  # fmt: skip
def test_archive_that_is_broken_or_too_large_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = save(tmp_path / "a.zip", data)
    with pytest.raises(UsageError, match=re.escape(reason)) as refused:
        Archive(path)
    assert refused.value.exit_code == 2


def test_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.zip", zipped({f"{number}": b"x" * 1_000 for number in range(3)}))
    assert len(Archive(path).members) == 3
    monkeypatch.setattr(archive, "MAX_UNPACKED", 2_000)
    with pytest.raises(UsageError, match=r"is refused: unpacked it has more than 2e-06 GB"):
        Archive(path)


def test_files_that_share_their_bytes_are_refused_by_what_they_unpack_to(tmp_path: Path) -> None:
    """A bomb without a large ratio in any one entry: many entries that all point at the same bytes."""
    single = bomb(150_000_000)
    end = single.rindex(b"PK\5\6")
    start = int.from_bytes(single[end + 16 : end + 20], "little")
    entry, count = single[start:end], 400
    renamed = b"".join(entry.replace(b"06_optimizers", b"%013d" % number) for number in range(count))
    total = count.to_bytes(2, "little") * 2 + len(renamed).to_bytes(4, "little")
    path = save(tmp_path / "a.zip", single[:start] + renamed + single[end : end + 8] + total + single[end + 16 :])
    assert len(zipfile.ZipFile(path).infolist()) == count
    opened = Archive(path)
    assert opened.members == {}
    assert len(opened.left_out) == count


def test_damage_within_a_file_is_an_error_of_reading_it(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.ipynb": b"0123456789" * 100}, zipfile.ZIP_STORED))
    data[data.index(b"0123")] = 0
    member = Archive(save(tmp_path / "a.zip", bytes(data))).members["a.ipynb"]
    with pytest.raises(OSError, match="its archive is damaged"):
        member.read(10_000)
    assert member.read(10) is None


@given(st.binary(max_size=120), st.integers(0, 300), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_changed_bytes_never_raise_anything_but_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, cut: int
) -> None:
    data = bytearray(zipped({"a/b.ipynb": b"x" * 50, "k.zip": zipped(GOOD)}))
    data[at : at + len(noise)] = noise
    path = save(tmp_path_factory.getbasetemp() / "noise.zip", bytes(data[: len(data) - cut]))
    try:
        opened = Archive(path)
    except UsageError:
        return
    for member in opened.members.values():
        with suppress(OSError):
            member.read(1_000)


@pytest.mark.slow
def test_hostile_archives_take_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own, whose memory may grow by 100 MB."""
    paths = [
        save(tmp_path / "entries.zip", raw({b"%06d" % number: b"" for number in range(60_000)})),
        save(tmp_path / "nested.zip", zipped({f"{n}.zip": bomb(40_000_000) for n in range(5)})),
        save(tmp_path / "bomb.zip", bomb(300_000_000)),
    ]
    code = (
        "import sys, resource; from pathlib import Path; from grader.submission.archive import Archive\n"
        "from grader.core.errors import UsageError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: print([m.read(10**7) for m in Archive(Path(sys.argv[1])).members.values()])\n"
        "except UsageError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    for path in paths:
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert int(done.stdout.splitlines()[-1]) < 100_000, (path, done.stdout)
