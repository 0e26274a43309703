"""The Excel register: find, read and create."""
