"""What opens over the main window."""
