"""Opens connections and keeps them. Arguments: address, port, number. Prints how many answer, at first and again for
every line that comes in. They are reset in the end, so that nobody remembers them for long."""
import collections
import socket
import struct
import sys

connections = []
names = collections.Counter()
for _ in range(int(sys.argv[3])):
    connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    names[connection.makefile().readline().strip()] += 1
    connections.append(connection)
print(len(connections), " ".join(f"{name}={names[name]}" for name in sorted(names)), flush=True)
for _ in sys.stdin:
    alive = 0
    for connection in connections:
        try:
            connection.settimeout(3)
            connection.sendall(b"still there?\n")
            alive += connection.recv(64).startswith(b"still")
        except OSError:
            pass
    print(alive, flush=True)
