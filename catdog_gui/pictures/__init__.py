"""Finds, opens and groups picture files. No Qt, no torch."""
