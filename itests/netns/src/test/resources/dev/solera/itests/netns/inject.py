"""Sends frames as they are: inject.py INTERFACE; a line of hexadecimal digits on standard input for each frame, answered with a line."""
import socket
import sys

out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind((sys.argv[1], 0))
for line in sys.stdin:
    out.send(bytes.fromhex(line.strip()))
    print("sent", flush=True)
