"""What the program carries with it: sample registers, icons, styles."""
