"""What every API door stands on: endpoints, problem+json, paging, key check, rate limits, OpenAPI 3.1."""
