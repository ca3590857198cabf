"""The frame of every page: policy, colour schemes, escaping, and templates that fail where a value is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

import grader.report
from grader.report.page import fragment_page, render
from tests.report.reader import read

TEMPLATES = Path(grader.report.__file__).parent / "templates"


def test_page_stands_alone_and_follows_the_colour_scheme():
    both = fragment_page("a & b", "<p>x</p>")
    assert "<title>a &amp; b</title>" in both
    assert "<p>x</p>" in both
    assert "prefers-color-scheme:dark" in both
    assert "prefers-color-scheme" not in fragment_page("t", "", "dark")
    assert "color-scheme:dark" in fragment_page("t", "", "dark")
    read(both).assert_passive()


def test_policy_of_a_page_allows_styles_and_requests_nothing():
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', fragment_page("t", ""))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"


def test_template_without_a_value_raises():
    with pytest.raises(UndefinedError, match="'title' is undefined"):
        render("fragment.html", body="")


def test_control_characters_in_a_value_are_replaced():
    assert "<title>a\\x1bb</title>" in fragment_page("a\x1bb", "")


def test_no_template_switches_escaping_off_or_holds_a_script():
    files = sorted(TEMPLATES.iterdir())
    assert len(files) >= 6
    for file in files:
        assert not re.search(r"\bsafe\b|autoescape|<script|\bon\w+=|https?:", file.read_text(encoding="utf-8")), file


def test_every_page_extends_the_frame():
    partial = {"page.html", "kill_matrix_figures.html"}
    for file in TEMPLATES.glob("*.html"):
        assert ('{% extends "page.html" %}' in file.read_text(encoding="utf-8")) == (file.name not in partial), file
