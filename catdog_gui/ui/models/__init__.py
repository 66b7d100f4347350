"""What the views show, in compact rows."""
