"""Planning, moving and undoing from the window, with the sheet before and the dialogs after.

May import `common`, `session`, `grid`, `sidebar`, `preview` and `bars`. Begin with `controller`;
`service` runs the work, `sheet` is what the user answers.
"""
