"""The header above the pictures, the footer below them, and the bar for a notice.

May import `common` and `session`. Begin with `header` and `footer`.
"""
