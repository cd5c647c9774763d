"""What can be done to an order."""
