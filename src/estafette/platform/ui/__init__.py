"""What every page stands on: layout, styles, the page middleware, forms, formats, error pages."""
