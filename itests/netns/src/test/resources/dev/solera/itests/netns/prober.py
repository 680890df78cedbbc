"""A client: prober.py connect|get|ping|page ADDRESS PORT EVERY TIMEOUT (seconds).

Prints a line for each try: nanoseconds since the epoch at its begin and end, and ok or no.
"""
import os
import socket
import struct
import sys
import time

what, address, port, every, timeout = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
v6 = ":" in address
family = socket.AF_INET6 if v6 else socket.AF_INET


def connect(get):
    s = socket.socket(family, socket.SOCK_STREAM)
    s.settimeout(timeout)
    try:
        s.connect((address, port))
        if not get:
            return b""
        s.sendall(b"GET / HTTP/1.1\r\nHost: vip\r\nConnection: close\r\n\r\n")
        data = b""
        while True:
            more = s.recv(65536)
            if not more:
                break
            data += more
        return data if b" 200 " in data.split(b"\r\n", 1)[0] else None
    except OSError:
        return None
    finally:
        # A reset: no TIME_WAIT, thousands of connections leave nothing behind.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        s.close()


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


icmp = None
sequence = 0


def ping():
    global icmp, sequence
    if icmp is None:
        icmp = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_ICMPV6 if v6 else socket.IPPROTO_ICMP)
    sequence = sequence + 1 & 0xFFFF
    echo, reply = (128, 129) if v6 else (8, 0)
    mark = os.getpid() & 0xFFFF
    packet = struct.pack("!BBHHH", echo, 0, 0, mark, sequence) + b"solera!!"
    if not v6:
        packet = packet[:2] + struct.pack("!H", checksum(packet)) + packet[4:]
    try:
        icmp.sendto(packet, (address, 0))
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            if left <= 0:
                return None
            icmp.settimeout(left)
            answer = icmp.recv(2048)
            if not v6:
                answer = answer[(answer[0] & 15) * 4:]
            if answer[0] == reply and struct.unpack("!HH", answer[4:8]) == (mark, sequence):
                return b""
    except OSError:
        return None


if what == "page":
    page = connect(True)
    if page is None:
        sys.exit(1)
    print(page.split(b"\r\n\r\n", 1)[1].decode())
    sys.exit(0)
due = time.monotonic()
while True:
    began = time.time_ns()
    done = ping() if what == "ping" else connect(what == "get")
    print(began, time.time_ns(), "no" if done is None else "ok", flush=True)
    due = max(due + every, time.monotonic())
    time.sleep(max(0, due - time.monotonic()))
