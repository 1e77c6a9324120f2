"""Logging in to the desk, and what an account proves itself with.

The pages are allauth’s in the skin of the desk. They, and its models, are loaded when
one of them is asked for: no reader needs them.
"""
