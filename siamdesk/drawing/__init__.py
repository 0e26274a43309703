"""Shapes onto any surface: colours by style name, the one painter."""
