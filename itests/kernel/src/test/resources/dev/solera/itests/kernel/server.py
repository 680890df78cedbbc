"""Says its name to whoever connects, and then repeats every line. Arguments: name, port."""
import selectors
import socket
import sys

name, port = sys.argv[1], int(sys.argv[2])
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("0.0.0.0", port))
listener.listen(2048)
listener.setblocking(False)
ready = selectors.DefaultSelector()
ready.register(listener, selectors.EVENT_READ)
while True:
    for key, _ in ready.select():
        if key.fileobj is listener:
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                continue
            connection.sendall((name + "\n").encode())
            ready.register(connection, selectors.EVENT_READ)
        else:
            connection = key.fileobj
            try:
                data = connection.recv(65536)
                if data:
                    connection.sendall(data)
                    continue
            except OSError:
                pass
            ready.unregister(connection)
            connection.close()
