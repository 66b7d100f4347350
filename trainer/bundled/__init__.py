"""Builds the model that the program ships with, from published weights."""
