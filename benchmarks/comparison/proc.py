"""What processes cost, from /proc."""

import os
import re
import time

TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and all that descend from it."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        fields = _stat(name)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_seconds(pids):
    """User and system seconds so far, of all threads, as the kernel estimates them at its ticks, and their exact sum."""
    user = system = total = 0
    for pid in pids:
        fields = _stat(pid)
        if fields:
            user += int(fields[11])
            system += int(fields[12])
            total += _cpu_clock(pid)
    return user / TICKS, system / TICKS, total


def _cpu_clock(pid):
    try:
        return time.clock_gettime(~pid << 3 | 2)  # clock_getcpuclockid(3)
    except OSError:
        return 0


def machine_busy_seconds():
    """Seconds all processors have been busy, with anything."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _iowait, irq, softirq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


def resident_kb(pids, outside=()):
    """Resident memory, but for what lies in one of the address ranges `outside`."""
    return sum(_resident_kb(pid, outside) for pid in pids)


def _resident_kb(pid, outside):
    total, counted = 0, True
    try:
        with open(f"/proc/{pid}/smaps") as file:
            for line in file:
                place = re.match(r"([0-9a-f]+)-([0-9a-f]+) ", line)
                if place:
                    start, end = (int(at, 16) for at in place.groups())
                    counted = not any(low <= start and end <= high for low, high in outside)
                elif counted and line.startswith("Rss:"):
                    total += int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total


def _stat(pid):
    """The fields behind the command's name: state, parent, …; None when the process has gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
