package dev.solera.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RolesTest {
    private final Roles roles = Roles.standard();

    @Test
    void adminMayDoWhatAManagerMayAndAManagerWhatAViewerMay() {
        assertThat(Role.VIEWER.holders()).containsExactly(Role.VIEWER, Role.MANAGER, Role.ADMIN);
        assertThat(Role.MANAGER.holders()).containsExactly(Role.MANAGER, Role.ADMIN);
        assertThat(Role.ADMIN.holders()).containsExactly(Role.ADMIN);
        assertThat(Role.ADMIN.includes(Role.VIEWER)).isTrue();
        assertThat(Role.VIEWER.includes(Role.MANAGER)).isFalse();
    }

    @Test
    void readingNeedsAViewerDailyOperationAManagerAndVirtualServersAnAdmin() {
        assertThat(roles.command("lb", "list")).isEqualTo(Role.VIEWER);
        assertThat(roles.command("lb", "drain")).isEqualTo(Role.MANAGER);
        assertThat(roles.command("lb", "add-real")).isEqualTo(Role.MANAGER);
        assertThat(roles.command("lb", "add")).isEqualTo(Role.ADMIN);
        assertThat(roles.command("vrrp", "show")).isEqualTo(Role.VIEWER);
        assertThat(roles.command("vrrp", "release")).isEqualTo(Role.MANAGER);
        assertThat(roles.command("vrrp", "set-priority")).isEqualTo(Role.ADMIN);
        assertThat(roles.operation("VrrpInstance", "release")).contains(Role.MANAGER);
        assertThat(roles.operation("VrrpInstance", "setPriority")).contains(Role.ADMIN);
    }

    @Test
    void aCommandNobodyThoughtOfNeedsAdminAndSuchAnOperationIsForNobody() {
        assertThat(roles.command("lb", "format-disk")).isEqualTo(Role.ADMIN);
        assertThat(roles.operation("RealServer", "drain")).contains(Role.MANAGER);
        assertThat(roles.operation("RealServer", "formatDisk")).isEmpty();
    }
}
