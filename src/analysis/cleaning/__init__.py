"""Cleaning functions for survey data, independent of the rest of the study.

Each takes a Series or a DataFrame and returns a new one. See ``docs/cleaning.md``.
"""
