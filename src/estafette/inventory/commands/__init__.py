"""What can be done to stock."""
