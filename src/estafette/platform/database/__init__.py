"""The embedded PostgreSQL 18: found, set up, started, watched, stopped, backed up; all under our own hand.

Guarantees: every commit is on disk before it is answered (fsync, synchronous_commit, page checksums); the
server runs as an unprivileged OS user, listens on a Unix socket only, and waits out a crash recovery of any
length. One process at a time owns a data directory. Knows nothing of Django, nor of what is stored.

`cluster.open_cluster` is the door; `archive` dumps and restores any PostgreSQL; `inspect` asks a server how it
is set up.
"""
