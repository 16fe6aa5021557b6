"""What the evidence says to one person."""
