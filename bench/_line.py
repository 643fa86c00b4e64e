"""How every bench ends: one line of JSON."""

import json
from collections.abc import Mapping, Sequence


def end(name: str, figures: Mapping[str, float | int]) -> None:
    """Prints the bench's last line."""
    print(json.dumps({"bench": name} | {key: round(value, 3) for key, value in figures.items()}))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
