"""Test the doctor: layers are tried on this machine, rungs follow from them and are described in words."""

import os
import sys

import pytest

from grader.child import selftest
from grader.core.layers import Layer
from grader.sandbox import doctor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has layers to try")

ALL = frozenset(doctor.LOST)
LANDLOCK = {name for name in ALL if name.startswith("Landlock")}


def layers_with(holding: set[str]) -> list[Layer]:
    return [Layer(name, name in holding, "", doctor.LOST[name]) for name in doctor.LOST]


@pytest.mark.parametrize(
    ("holding", "rung"),
    [
        (ALL, "A"),
        (ALL - {"bubblewrap"}, "B"),
        (ALL - {"bubblewrap", "Landlock truncate", "Landlock TCP", "Landlock signals"}, "C"),
        (ALL - LANDLOCK, "D"),
        (ALL - LANDLOCK - {"bubblewrap"}, "E"),
        (ALL - LANDLOCK - {"bubblewrap", "other user"}, "F"),
        (ALL - {"seccomp"}, "G"),
        (ALL - {"rlimits"}, "F"),
        (set(), "G"),
    ],
)
def test_rung_follows_from_the_layers(holding, rung):
    assert doctor.rung(layers_with(set(holding))) == rung


def test_layers_are_tried_in_order_and_report_what_is_lost_without_them():
    found = doctor.layers()
    assert [layer.name for layer in found] == list(doctor.LOST)
    for layer in found:
        assert layer.detail
        assert layer.lost
        assert (layer.detail == "tried: holds") == layer.holds


def test_doctor_reports_layers_left_out():
    found = {layer.name: layer for layer in doctor.layers(without=["landlock", "seccomp"])}
    assert not found["seccomp"].holds
    assert found["seccomp"].detail == "left out on purpose"
    assert not any(layer.holds for name, layer in found.items() if name.startswith("Landlock"))


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ("Landlock signals", {"Landlock signals"}),
        ("Landlock TCP", {"Landlock TCP", "Landlock signals"}),
        ("Landlock truncate", {"Landlock truncate", "Landlock TCP", "Landlock signals"}),
        ("Landlock refer", {"Landlock truncate", "Landlock TCP", "Landlock signals"}),
        ("other user", {"other user"}),
    ],
)
def test_older_landlock_is_emulated_by_leaving_out_later_rules(left_out, missing):
    before = {layer.name for layer in doctor.layers() if layer.holds}
    found = {layer.name: layer for layer in doctor.layers(without=[left_out])}
    assert {name for name in before if not found[name].holds} == missing & before
    assert {found[name].detail for name in missing & before} <= {"left out on purpose"}


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (lambda: None, "reading a file was possible"),
        (lambda: os.stat("/no/such/file"), "reading a file failed for another reason: No such file or directory"),
    ],
)
def test_attempt_that_succeeds_is_reported_as_a_fault(act, fault):
    assert selftest._refused(act, "reading a file") == fault


def test_every_rung_is_described_in_words():
    assert list(doctor.RUNGS) == list("ABCDEFG")
    assert doctor.WEAKEST == "E"
