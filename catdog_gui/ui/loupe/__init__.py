"""One picture, large, in the window: to look at what the grid shows, and to review what needs review.

May import `common`, `session`, `grid`, `sidebar`, `preview` and `bars`. Begin with `controller`, then `screen`.
"""
