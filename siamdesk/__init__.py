"""SIAMDesk: a portfolio of service contracts, tower by tower, and the Excel registers it lives in."""

__version__ = "0.1.0"
