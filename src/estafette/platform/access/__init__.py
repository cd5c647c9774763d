"""Who acts, and what they may see and do: actors, access, users, roles, sessions and API keys."""
