"""Questions to sourcing."""
