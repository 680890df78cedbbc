package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Roles;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoleTableTest {
    private static final Path FOLDER = Path.of("target/classes/dev/solera/management");

    @Test
    void theTableNamesEveryOperationAndNoOther() throws Exception {
        TreeSet<String> operations = new TreeSet<>();
        for (String file : beanFiles()) {
            Class<?> bean = Class.forName("dev.solera.management." + file.replace(".class", ""));
            for (Method method : bean.getMethods()) {
                if (!method.getName().matches("(get|is)[A-Z].*")) {
                    operations.add(bean.getSimpleName().replace("MXBean", "") + "." + method.getName());
                }
            }
        }
        assertThat(operations).isEqualTo(Roles.standard().operations());
    }

    private static List<String> beanFiles() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith("MXBean.class"))
                    .toList();
            assertThat(names).hasSize(7);
            return names;
        }
    }
}
