package dev.solera.proxy.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TicketsTest {
    @Test
    void aKeyIsAddedEachRotationAndTheOldestGoes() {
        Tickets tickets = new Tickets(1000, 5000);
        assertThat(tickets.size()).isEqualTo(1);
        assertThat(tickets.rotate(5999)).isFalse();
        assertThat(tickets.rotate(6000)).isTrue();
        assertThat(tickets.rotate(6999)).isFalse();
        assertThat(tickets.size()).isEqualTo(2);
        assertThat(tickets.rotate(7000)).isTrue();
        assertThat(tickets.rotate(8000)).isTrue();
        assertThat(tickets.size()).isEqualTo(3);
    }

    @Test
    void withoutRotationThereAreNoTickets() {
        Tickets tickets = new Tickets(0, 5000);
        assertThat(tickets.size()).isZero();
        assertThat(tickets.rotate(Long.MAX_VALUE)).isFalse();
    }
}
