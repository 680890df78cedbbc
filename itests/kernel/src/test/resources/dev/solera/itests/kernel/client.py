"""Connects many times, one after the other, and counts the names of who answered. Arguments: address, port, times."""
import collections
import socket
import sys

counts = collections.Counter()
for _ in range(int(sys.argv[3])):
    try:
        with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3) as connection:
            counts[connection.makefile().readline().strip() or "none"] += 1
    except OSError:
        counts["none"] += 1
for name in sorted(counts):
    print(name, counts[name])
