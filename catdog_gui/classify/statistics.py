"""McNemar's test: do two models, or two versions of one, differ on the same pictures by more than chance?

Only the pictures count on which exactly one of the two is right. If the two models were equally good, each of these
pictures would be won by the one or the other as a coin falls.

Source: McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
Psychometrika 12 (1947), here in its exact (binomial) form.
"""

from __future__ import annotations

SIGNIFICANCE_LEVEL = 0.05


def mcnemar_p(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value, from the numbers of pictures that only one of two models gets right."""
    differing = only_first + only_second
    ways, tail = 1, 0
    for wins in range(min(only_first, only_second) + 1):
        tail += ways
        ways = ways * (differing - wins) // (wins + 1)
    return min(1.0, 2 * tail / (1 << differing))


def is_significantly_worse(lost: int, gained: int) -> bool:
    """The one-sided test: whether a change lost more pictures than it gained, by more than chance."""
    return lost > gained and mcnemar_p(lost, gained) / 2 < SIGNIFICANCE_LEVEL
