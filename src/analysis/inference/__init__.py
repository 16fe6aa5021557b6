"""Numbers with their intervals, surveyed or printed."""

from importlib.util import find_spec

from analysis.extras import needed

if find_spec("svy") is None:  # told here, for all modules of the room
    needed("svy", extra="inference")
