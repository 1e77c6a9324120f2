"""The API for programs, /api/v1/: read only, JSON. `openapi.py` describes it."""
