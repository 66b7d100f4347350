"""The open folder: its pictures, their labels and corrections, and the model that labels them.

May import `common`. Begin with `session`; `picture_table` holds the rows, `picture_model` shows them to the views,
`backend` is the only module that calls the parts below.
"""
