"""What becomes of damaged inputs: ``make damage`` asks each and counts.

``damaged.py [SEED] [GROUP...]``. The cases are those of ``tests/damage``, made from a seed; where
the survey files are, those are damaged too. Each case whose answer is wrong in silence, or that
ends in a traceback, a crash, a hang or half a file, is listed, and the command ends with 1. The
table of the study's own seed is kept in ``tests/reference/damage.csv``.
"""

from __future__ import annotations

import os
import sys

from analysis import paths
from analysis.files import write_table

sys.path.append(str(paths.ROOT / "tests"))
from damage.cases import FAULTS
from damage.corpus import SEED, cases, found, table

RESULT = paths.ROOT / "tests" / "reference" / "damage.csv"


def main() -> int:
    """Ask every case, or those of some groups."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    wanted = {*sys.argv[2:]}
    asked = [case for case in cases(seed) if not wanted or case.subject.group in wanted]
    outcomes = []
    for case, came, told in found(asked, workers=os.cpu_count() or 1):
        outcomes.append((case, came))
        if came in FAULTS:
            place = f"{case.subject.group}, {case.subject.name}, {case.kind}"
            print(f"{came}: {place}\n    {told}", flush=True)
    counts = table(outcomes)
    print(counts.to_string(index=False))
    if seed == SEED and not wanted:
        write_table(RESULT, counts)
    return int(bool(counts[[*FAULTS]].to_numpy().sum()))


if __name__ == "__main__":
    sys.exit(main())
