"""Numbers with their intervals, surveyed or printed."""
