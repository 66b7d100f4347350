"""When a second look is asked, and how much it counts: what was found best for the bundled model."""

from __future__ import annotations

from catdog_gui.classify.second_look import Joining

JOINING = Joining(low=0.03, high=0.97, weight=0.85)
