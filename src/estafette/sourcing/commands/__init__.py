"""What can be done in sourcing."""
