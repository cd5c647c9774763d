"""postgresql.conf and pg_hba.conf of the embedded server, written anew at every start."""

from dataclasses import dataclass
from pathlib import Path

from estafette.platform.database import machine

HBA = """\
# Written by Estafette at every start. The folder of the socket admits only the user who runs the server.
local all all trust
local replication all trust
"""


@dataclass(frozen=True, slots=True)
class Size:
    """What the settings depend on."""

    memory_mib: int
    cpus: int
    shared_memory_mib: int

    @classmethod
    def here(cls) -> "Size":
        """The size of this machine."""
        return cls(machine.memory_mib(), machine.cpus(), machine.shared_memory_mib())


def settings(size: Size, *, socket: Path, log: Path, durable: bool) -> dict[str, str]:
    """Every setting that differs from PostgreSQL's own. `durable=False` is for tests that may lose all."""
    return {
        **_access(socket),
        **_durability(durable),
        **_memory(size),
        **_work(size),
        **_logging(log),
    }


def render(values: dict[str, str]) -> str:
    """The text of postgresql.conf. Own additions go to `local.conf` beside the data, which is never written."""
    lines = [f"{name} = '{_quoted(value)}'" for name, value in values.items()]
    head = "# Written by Estafette at every start; put your own settings into ../local.conf."
    return "\n".join([head, *lines, "include_if_exists = '../local.conf'", ""])


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _access(socket: Path) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "superuser_reserved_connections": "5",
        # A client that vanished in a long query is noticed, and its locks given back.
        "client_connection_check_interval": "10s",
        "idle_in_transaction_session_timeout": "10min",
    }


def _durability(durable: bool) -> dict[str, str]:
    word = "on" if durable else "off"
    return {"fsync": word, "synchronous_commit": word, "full_page_writes": word, "wal_level": "replica"}


def _memory(size: Size) -> dict[str, str]:
    total = size.memory_mib
    return {
        "shared_buffers": f"{_between(64, total // 5, 16_384)}MB",
        "effective_cache_size": f"{max(128, total // 2)}MB",
        "work_mem": f"{_between(4, total // 400, 64)}MB",
        "maintenance_work_mem": f"{_between(64, total // 16, 1024)}MB",
        # Containers often have 64 MB of /dev/shm, too little for parallel queries; System V is not bound by it.
        "dynamic_shared_memory_type": "posix" if size.shared_memory_mib >= 512 else "sysv",
    }


def _work(size: Size) -> dict[str, str]:
    return {
        "max_worker_processes": str(max(8, size.cpus)),
        "max_parallel_workers": str(max(2, size.cpus)),
        "max_parallel_workers_per_gather": str(_between(1, size.cpus // 2, 4)),
        "checkpoint_timeout": "15min",
        "min_wal_size": "256MB",
        "max_wal_size": "4GB",
        "random_page_cost": "1.1",
        # Short statements gain nothing from compiling, and a wrong estimate costs seconds.
        "jit": "off",
        # Stock levels and queues are small tables that change all the time.
        "autovacuum_naptime": "15s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
        "autovacuum_vacuum_cost_limit": "2000",
        "track_io_timing": "on",
        "timezone": "UTC",
    }


def _logging(log: Path) -> dict[str, str]:
    """A week of logs. Statements and key values are left out: they hold personal data."""
    return {
        "logging_collector": "on",
        "log_directory": str(log),
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_file_mode": "0600",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %a ",
        "log_checkpoints": "on",
        "log_lock_waits": "on",
        # Orders for the last units of the same few articles may cross: a crossing costs this long.
        "deadlock_timeout": "100ms",
        "log_temp_files": "65536",
        "log_autovacuum_min_duration": "5s",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_statement": "none",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))
