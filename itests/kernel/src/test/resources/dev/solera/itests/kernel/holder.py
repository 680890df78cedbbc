"""Opens connections and keeps them. Arguments: address, port, number. Prints how many answer, at first and again for
every line that comes in; the last line counts who serves them."""
import collections
import socket
import sys

connections = []
names = collections.Counter()
for _ in range(int(sys.argv[3])):
    connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=10)
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
