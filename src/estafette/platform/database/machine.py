"""How large the machine (or its container) is, for settings that depend on it."""

import os
import shutil
from pathlib import Path

MIB = 1024 * 1024
_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_mib() -> int:
    """Memory that we may use, in MiB: the machine's, or the container's limit when that is lower."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _CGROUP_LIMITS:
        try:
            text = Path(path).read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            found = min(found, int(text))
    return max(256, found // MIB)


def cpus() -> int:
    """Processors that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_mib(path: Path) -> int:
    """Free space of the disk that holds `path` (or the nearest folder above it that exists), in MiB."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free // MIB


def shared_memory_mib() -> int:
    """Size of /dev/shm in MiB (64 in many containers); 0 when there is none."""
    shm = Path("/dev/shm")
    return shutil.disk_usage(shm).total // MIB if shm.is_dir() else 0
