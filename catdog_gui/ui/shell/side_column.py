"""A column beside the pictures: of its preferred width if the window is wide enough."""

from __future__ import annotations

from catdog_gui.ui.common.widgets.fitting_scroll_area import FittingScrollArea

_MAX_WINDOW_SHARE = 0.3


class SideColumn(FittingScrollArea):
    def fit_to_window(self, preferred_width: int, window_width: int) -> None:
        """Leaves most of the window to the pictures."""
        self.setFixedWidth(min(preferred_width, round(window_width * _MAX_WINDOW_SHARE)))
