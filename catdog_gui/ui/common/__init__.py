"""What every feature of the window uses: tasks, settings, theme, texts, thumbnails, and the plain widgets.

May import the Qt-free parts of the program, and nothing else of `ui`. Begin with `tasks` (work away from the interface
thread), `theme` (colours and fonts) and `messages` (what the parts say, in the user's language).
"""
