def write(known):
    """Nothing yet."""
