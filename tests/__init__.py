"""Tests that belong to no room: the architecture, journeys, races, the browser."""
