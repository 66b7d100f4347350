"""Plain widgets without a feature of their own: buttons, badges, switches, sheets.

May import the modules of `common`. Begin with `factories` (labels and buttons) and `sheet` (what covers the grid).
"""
