"""Pure decisions: no Django, no clock, no I/O. Filled by the promise and sourcing step."""
