"""Handed out."""
