"""Questions about stock: bulk, read-only."""
