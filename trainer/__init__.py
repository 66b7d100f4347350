"""Trains, evaluates, calibrates and exports image classifiers. No Qt; torch only where it is used."""
