"""Plain widgets without a feature of their own: buttons, badges, switches, sheets."""
