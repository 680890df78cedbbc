package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Roles;
import dev.solera.management.ApplianceMXBean;
import dev.solera.management.DataPlaneMXBean;
import dev.solera.management.HealthCheckerMXBean;
import dev.solera.management.PoolMXBean;
import dev.solera.management.RealServerMXBean;
import dev.solera.management.Traffic;
import dev.solera.management.VirtualServerMXBean;
import dev.solera.management.VrrpCounters;
import dev.solera.management.VrrpInstanceMXBean;
import dev.solera.testkit.Manual;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/jmx.md}, held to the MXBean interfaces and the role table. */
class DocumentedBeansTest {
    /** What several beans, or rather large ones, have a table of its own for. */
    private static final Set<Class<?>> PARTS = Set.of(Traffic.class, VrrpCounters.class);

    @ParameterizedTest
    @ValueSource(
            classes = {
                Traffic.class,
                ApplianceMXBean.class,
                DataPlaneMXBean.class,
                VirtualServerMXBean.class,
                PoolMXBean.class,
                RealServerMXBean.class,
                HealthCheckerMXBean.class,
                VrrpInstanceMXBean.class,
                VrrpCounters.class
            })
    void everyAttributeAndOperationIsInTheManual(Class<?> bean) {
        String type = bean.getSimpleName().replace("MXBean", "");
        Map<String, String> attributes = new TreeMap<>();
        Map<String, String> operations = new TreeMap<>();
        for (Method method : bean.getMethods()) {
            if (isGetter(method)) {
                if (bean == method.getDeclaringClass() || !PARTS.contains(method.getDeclaringClass())) {
                    attributes.put(method.getName().replaceFirst("^(get|is)", ""), typeOf(method));
                }
            } else {
                operations.put(signature(method), roleOf(type, method));
            }
        }

        List<Manual.Row> rows = Manual.page("jmx.md").rows(type);
        assertThat(rows.stream()
                        .filter(row -> !isOperation(row))
                        .collect(Collectors.toMap(
                                row -> row.code(0).get(0), row -> row.cell(1).replaceFirst(",.*", ""))))
                .isEqualTo(attributes);
        assertThat(rows.stream()
                        .filter(DocumentedBeansTest::isOperation)
                        .collect(Collectors.toMap(row -> names(row.code(0).get(0)), row -> row.code(1)
                                .get(0))))
                .isEqualTo(operations);
    }

    @Test
    void numbersInTheTextAreThoseOfTheCode() {
        assertThat(Manual.page("jmx.md").text())
                .contains(String.format(Locale.ROOT, "more than %,d real servers", Beans.MAX_SINGLE));
    }

    private static boolean isGetter(Method method) {
        return method.getParameterCount() == 0 && method.getName().matches("(get|is)[A-Z].*");
    }

    private static boolean isOperation(Manual.Row row) {
        return row.code(0).get(0).endsWith(")");
    }

    private static String typeOf(Method getter) {
        if (getter.getGenericReturnType() instanceof ParameterizedType type && type.getRawType() == List.class) {
            return type.getActualTypeArguments()[0] == String.class ? "String[]" : "CompositeData[]";
        }
        Class<?> type = getter.getReturnType();
        return Map.class.isAssignableFrom(type) ? "TabularData" : type.getSimpleName();
    }

    /** Names of parameters are not in class files; their types are. */
    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String names(String documented) {
        return documented.replaceAll("(\\w+) \\w+(?=[,)])", "$1");
    }

    private static String roleOf(String type, Method method) {
        return Roles.standard()
                .operation(type, method.getName())
                .orElseThrow(() -> new AssertionError(type + "." + method.getName() + " has no role"))
                .text();
    }
}
