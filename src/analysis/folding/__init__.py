"""People folded into cells, on one machine or many."""
