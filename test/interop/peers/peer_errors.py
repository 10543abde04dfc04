"""Exceptions of the peers' service, in a module of their own so that a client can allow it."""


class NotReady(Exception):
    """Declared in the service definition; carries keyword arguments."""

    def __init__(self, message="not ready", **kwargs):
        super().__init__(message)
        self.kwargs = kwargs
