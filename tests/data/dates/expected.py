"""What comes out of tests/suite/dates/ok/editions.bareme on each of several days, computed apart from the engine.

Goalposts are linear and open: (x - low) / (high - low). The index is the weighted arithmetic mean of the two scores.
Run: python3 expected.py > expected.json
"""

import json
from datetime import date

REGIONS = {"North": (0.30, 4), "South": (0.45, 2), "West": (0.10, 9)}


def in_force(history, day):
    """The value of the last entry that has begun."""
    return [value for since, value in history if since <= day][-1]


ALWAYS = date.min
GOALPOSTS_OF_EXPORTS = [(ALWAYS, (0.0, 0.4)), (date(2024, 1, 1), (0.0, 0.5))]
LEAST = [(ALWAYS, 0.6), (date(2025, 7, 1), 0.5)]
WEIGHTS = [(ALWAYS, (0.7, 0.3)), (date(2024, 1, 1), (0.5, 0.5))]
LEADING = [(ALWAYS, 0.8), (date(2024, 1, 1), 0.52)]

results = {}
for day in [date(2020, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2030, 1, 1)]:
    low, high = in_force(GOALPOSTS_OF_EXPORTS, day)
    of_exports, of_patents = in_force(WEIGHTS, day)
    rows = {}
    for region, (exports, patents) in REGIONS.items():
        score = of_exports * (exports - low) / (high - low) + of_patents * patents / 10
        band = "leading" if score >= in_force(LEADING, day) else "middle" if score >= 0.4 else "low"
        # A score of 0.5 that is 0.5 but for the last digit would make the comparison a matter of luck.
        assert all(abs(score - cut) > 1e-6 or score == cut for cut in (0.4, 0.5, 0.52, 0.6, 0.8))
        rows[region] = {
            "openness": round(score, 9),
            "standing": "open" if score >= in_force(LEAST, day) else "closed",
            "band": band,
        }
    results[str(day)] = rows
print(json.dumps(results, indent=2))
