"""Sorts photos of cats and dogs into folders, on this computer."""

__version__ = "1.2.0"
