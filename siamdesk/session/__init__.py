"""What a user can do: one function a use case."""
