"""What can be done about customers."""
