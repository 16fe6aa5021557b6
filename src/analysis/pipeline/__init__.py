"""What makes all of it, and proves it fresh."""
