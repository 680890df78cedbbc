package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileIdTest {
    @Test
    void aFilesNameIsItsKindAndItsObject() {
        assertThat(FileId.of("solera.pool-web.cfg")).contains(new FileId("pool", "web"));
        assertThat(FileId.of("solera.pool-web-2.a_b.cfg")).contains(new FileId("pool", "web-2.a_b"));
        assertThat(FileId.of("solera.appliance.cfg")).contains(new FileId("appliance", null));
        assertThat(new FileId("pool", "web-2").pid()).isEqualTo("solera.pool~web-2");
        assertThat(new FileId("proxy", null).pid()).isEqualTo("solera.proxy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "solera.pool.cfg",
                "solera.pool-.cfg",
                "solera.pool--a.cfg",
                "solera.pool-a b.cfg",
                "solera.pool~a.cfg",
                "solera.appliance-a.cfg",
                "solera.unheard-a.cfg",
                "solera.POOL-a.cfg",
                "solera.pool-ä.cfg",
                "solera.cfg"
            })
    void noOtherFileIsOurs(String name) {
        assertThat(FileId.of(name)).isEmpty();
    }
}
