"""The panel beside the grid: the selected picture large, its scores, and the label buttons.

May import `common` and `session`. Begin with `panel`.
"""
