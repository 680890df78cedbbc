package dev.solera.packet.internal;

import dev.solera.spi.PacketPort;

class AfPacketPortTest extends PacketPortContract {
    @Override
    PacketPort create() {
        return new AfPacketPort();
    }
}
