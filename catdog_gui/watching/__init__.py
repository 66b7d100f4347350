"""Watches folders, and sorts what arrives once it is finished. No Qt."""
