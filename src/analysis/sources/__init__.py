"""What we know of each source, and its bytes."""
