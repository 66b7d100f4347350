"""The list of decisions with their counts, and the threshold with its histogram.

May import `common` and `session`. Begin with `decision_list` and `threshold_panel`.
"""
