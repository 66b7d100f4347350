"""The grid of thumbnails: tiles, their painting, selection, zoom and drag.

May import `common` and `session`. Begin with `view`; `delegate` paints one tile, `geometry` says where its parts lie.
"""
