"""The processes of one machine: database, web and workers, started together, kept alive, stopped in order."""
