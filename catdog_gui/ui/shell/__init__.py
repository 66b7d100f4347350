"""The application: the main window puts the features together; tray, actions, start page and error dialog.

May import everything; nobody imports it but the command line. Begin with `application`, then `main_window`.
"""
