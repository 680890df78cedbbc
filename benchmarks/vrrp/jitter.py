#!/usr/bin/env python3
"""Adverts of one virtual router, timed by the kernel as they arrive at another host: how far each is from the interval.

Usage: jitter.py INTERFACE VRID INTERVAL_MS SECONDS    (as root, in the network namespace of the other host)
Prints count, median, 99th and 99.9th percentile and maximum of |gap - interval| in milliseconds, and the longest gap.
"""
import select, socket, struct, sys, time

interface, vrid, interval, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
SO_TIMESTAMPNS = 35
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
s.bind((interface, 0))
s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
times, until = [], time.monotonic() + seconds
while (left := until - time.monotonic()) > 0:
    if not select.select([s], [], [], left)[0]:
        break
    data, control, _, address = s.recvmsg(2048, 256)
    if address[2] == socket.PACKET_OUTGOING or data[12:14] != b"\x08\x00" or data[23] != 112:
        continue
    head = 14 + (data[14] & 15) * 4
    if data[head + 1] != vrid or data[head + 2] == 0:
        continue
    for level, kind, value in control:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            sec, nsec = struct.unpack("qq", value[:16])
            times.append(sec * 1_000_000_000 + nsec)
gaps = [(b - a) / 1e6 for a, b in zip(times, times[1:])]
if not gaps:
    sys.exit("no adverts")
off = sorted(abs(g - interval) for g in gaps)
pick = lambda q: off[min(len(off) - 1, int(q * len(off)))]
print(f"adverts {len(times)}, off by ms: median {pick(.5):.3f}, p99 {pick(.99):.3f}, p99.9 {pick(.999):.3f}, "
      f"max {off[-1]:.3f}; longest gap {max(gaps):.1f} ms")
