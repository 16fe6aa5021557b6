"""Values, claims, verdicts, and how firm they are."""
