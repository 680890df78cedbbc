"""Tells a LAN that an address is here now (gratuitous ARP). Arguments: interface, IPv4 address."""
import socket
import struct
import sys

with open(f"/sys/class/net/{sys.argv[1]}/address") as file:
    mac = bytes.fromhex(file.read().strip().replace(":", ""))
address = socket.inet_aton(sys.argv[2])
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((sys.argv[1], 0))
everybody = b"\xff" * 6
head = everybody + mac + struct.pack("!H", 0x0806) + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
for _ in range(3):
    link.send(head + mac + address + everybody + address)
