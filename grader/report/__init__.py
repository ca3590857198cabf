"""Pages, tables and text for people, all made from plain records."""
