"""Measures a model on labelled pictures: figures, a table, and a report with diagrams."""
