"""A web server: web.py PORT NAME. Answers every GET with its name, and /healthz with ok; keeps connections."""
import selectors
import socket
import sys

END = b"\r\n\r\n"
name = sys.argv[2].encode() + b"\n"
ready = selectors.DefaultSelector()
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("0.0.0.0", int(sys.argv[1])))
listener.listen(1024)
ready.register(listener, selectors.EVENT_READ, None)
while True:
    for key, _ in ready.select():
        connection = key.fileobj
        if connection is listener:
            ready.register(listener.accept()[0], selectors.EVENT_READ, bytearray())
            continue
        try:
            more = connection.recv(65536)
            key.data.extend(more)
            while END in key.data:
                head = bytes(key.data[: key.data.index(END)])
                del key.data[: len(head) + len(END)]
                body = b"ok\n" if head.startswith(b"GET /healthz ") else name
                answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
                connection.sendall(answer)
                if b"connection: close" in head.lower():
                    more = b""
        except OSError:
            more = b""
        if not more:
            ready.unregister(connection)
            connection.close()
