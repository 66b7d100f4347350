"""Corrections, releases and the trainer as a child process. No Qt."""
