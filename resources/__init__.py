"""Files that are installed with the program: the bundled model, icons, translations, desktop entries.

They are a package so that the installed program finds them, wherever it lies; it holds no code of the program.
"""
