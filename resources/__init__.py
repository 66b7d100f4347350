"""Files that are installed with the program: the bundled model, icons, translations, desktop entries.

They are installed as the package `catdog_gui.resources`; it holds no code of the program.
"""
