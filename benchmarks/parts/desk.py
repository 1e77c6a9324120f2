def measure(bench):
    """Nothing yet."""
