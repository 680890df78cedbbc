package dev.solera.packet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.PacketPort;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class PacketComponentTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void theChosenPortIsAServiceAsLongAsTheBundleRuns() {
        PacketComponent component = new PacketComponent(context("raw"));
        component.close();
        assertThat(said).containsExactly("registered PacketPort AF_PACKET", "unregistered");
    }

    @Test
    void aWrongChoiceIsAPortThatSaysSo() {
        PacketComponent component = new PacketComponent(context("libpcap"));
        component.close();
        assertThat(said).containsExactly("registered PacketPort none", "unregistered");
    }

    private BundleContext context(String wanted) {
        Object registration = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (proxy, method, arguments) -> {
                    said.add("unregistered");
                    return null;
                });
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getProperty")) {
                        assertThat(arguments[0]).isEqualTo("solera.packet");
                        return wanted;
                    }
                    assertThat(arguments[0]).isEqualTo(PacketPort.class);
                    String description = ((PacketPort) arguments[1]).description();
                    assertThat(((Dictionary<?, ?>) arguments[2]).get("packet")).isEqualTo(description);
                    said.add("registered PacketPort " + description);
                    return registration;
                });
    }
}
