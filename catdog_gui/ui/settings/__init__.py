"""The settings dialog.

May import every feature but `shell`. Begin with `dialog`; `controller` opens it.
"""
