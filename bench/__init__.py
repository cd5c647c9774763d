"""Every published figure, one command each: `estafette bench NAME --json`."""
