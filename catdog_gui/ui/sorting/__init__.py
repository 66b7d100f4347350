"""Planning, moving and undoing from the window, with the sheet before and the dialogs after.

May import `common`, `session`, `grid`, `sidebar`, `preview` and `bars`. Begin with `controller`;
`service` runs the work, `sheet` is what the user answers (`folder_fields` and `skipped_files` are parts of it),
`history_dialog` shows the runs, with `run_files`. `trash_controller` is for pictures that are not sorted but go.
"""
