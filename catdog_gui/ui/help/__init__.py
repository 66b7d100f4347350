"""Help inside the window: the guide, all keys, "What's this?", the first steps, and what the program is made of.

Begin with `controller`, which opens all of them. `guide` reads the pages, `guide_window` shows them.
"""
