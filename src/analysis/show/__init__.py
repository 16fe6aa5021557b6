"""What a notebook displays."""
