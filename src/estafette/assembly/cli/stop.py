"""A command that cannot go on."""


class Stop(Exception):
    """Ends the command: the message says why and what to do; `code` is the exit code."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
