"""Two families of errors: what stands in the way in the user's world, and what cannot be read."""


class SiamdeskError(Exception):
    """Something in the user's world stands in the way.

    The message is one sentence, fit to be shown as it stands, that says what is wrong and what to do.
    Whoever raises it has changed nothing. Every other exception is a fault of the program.
    """


class Unreadable(ValueError):  # noqa: N818  it is a finding about a text, listed beside its cell, not a failure
    """A text that cannot be read as the value wanted. `why` is the reason in a few plain words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
