"""The open folder: its pictures, their labels and corrections, and the model that labels them.

May import `common`. Begin with `session`, which has the model of `model_in_use` and the corrections of
`correction_editor`; `picture_table` holds the rows, `picture_model` shows them to the views, `backend` is the only
module that does file or database work, which it does by calling the parts without Qt.
"""
