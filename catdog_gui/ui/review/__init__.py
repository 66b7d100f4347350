"""The full-screen walk through the pictures that need a look.

May import `common`, `session`, `grid`, `sidebar`, `preview` and `bars`. Begin with `controller`, then `screen`.
"""
