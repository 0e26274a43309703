"""Geometry: dates to x, rows to y, shapes to draw and to hit."""
