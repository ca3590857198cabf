"""Reads HTML in tests: text, tags and attributes, and whether every element is closed."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "line", "polyline"}


class Reader(HTMLParser):
    """Collect text, tags and attributes; fail where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags, self.open = "", [], []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def assert_passive(self):
        """Fail where anything would run in a browser or be fetched."""
        assert not {"script", "iframe", "object", "embed", "form", "img", "link", "base"} & set(self.tags)
        assert not [name for name, _ in self.attributes if name.startswith("on") or name == "src"]
        assert not [value for _, value in self.attributes if "//" in (value or "")]
        assert not [value for name, value in self.attributes if name == "href" and ":" in (value or "")]


def read(html: str) -> Reader:
    """Read a document or a fragment whose elements must all be closed."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader
