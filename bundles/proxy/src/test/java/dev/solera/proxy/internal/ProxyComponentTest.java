package dev.solera.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.proxy.ProxyPlane;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProxyComponentTest {
    @Test
    void whatThePlaneAnswersItselfTheServiceAnswersToo() {
        assertThat(answered(ProxyComponent.class)).containsAll(answered(ProxyPlane.class));
    }

    /** Methods of {@link dev.solera.spi.DataPlane} that a class does not leave to the default. */
    private static List<String> answered(Class<?> type) {
        return Arrays.stream(dev.solera.spi.DataPlane.class.getMethods())
                .filter(method -> declares(type, method))
                .map(Method::getName)
                .toList();
    }

    private static boolean declares(Class<?> type, Method method) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
    }
}
