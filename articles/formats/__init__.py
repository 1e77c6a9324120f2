"""Formats: bytes to records and back, pure; one file a format."""
