from tests.api.answers import ask

__all__ = ["ask"]
