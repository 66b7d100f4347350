"""The light table: geometry, tiles, thumbnails."""
