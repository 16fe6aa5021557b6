"""Each survey's file into harmonised people."""
