"""A column beside the pictures, as wide as it wants where the window is wide enough."""

from __future__ import annotations

from catdog_gui.ui.common.widgets.fitting_scroll_area import Scrolling

_MOST_SHARE = 0.3


class SideColumn(Scrolling):
    def follow_window(self, wanted: int, window_width: int) -> None:
        """Leaves most of the window to the pictures."""
        self.setFixedWidth(min(wanted, round(window_width * _MOST_SHARE)))
