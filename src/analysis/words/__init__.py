"""The words readers see, in their language."""
