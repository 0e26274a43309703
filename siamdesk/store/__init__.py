"""The document: a SQLite file, its journal and its folds."""
