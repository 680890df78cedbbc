package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.junit.jupiter.api.Test;

class RoleTableTest {
    @Test
    void theTableNamesEveryCommandAndNoOther() throws Exception {
        TreeSet<String> commands = new TreeSet<>();
        for (Class<?> type : commandClasses()) {
            Command command = type.getAnnotation(Command.class);
            commands.add(command.scope() + ":" + command.name());
        }
        assertThat(commands).isEqualTo(Roles.standard().commands());
    }

    @Test
    void everyCommandCanBeMadeByKarafAndExplainsItself() throws Exception {
        for (Class<?> type : commandClasses()) {
            Command command = type.getAnnotation(Command.class);
            assertThat(type.isAnnotationPresent(Service.class))
                    .as(type.getName())
                    .isTrue();
            assertThat(type.getConstructor().newInstance()).isInstanceOf(Action.class);
            assertThat(command.description()).as(type.getName()).isNotBlank();
            assertThat(command.detailedDescription()).as(type.getName()).hasSizeGreaterThan(40);
        }
    }

    @Test
    void anAclListsEveryRoleThatMayRunTheCommandAndKeepsTheRestForAdmin() {
        Map<String, Dictionary<String, Object>> acls = CommandAcls.of(Roles.standard());

        assertThat(acls.keySet()).containsExactly("check", "ipvs", "lb", "solera", "vip", "vrrp");
        assertThat(acls.get("lb").get("list")).isEqualTo("viewer,manager,admin");
        assertThat(acls.get("lb").get("drain")).isEqualTo("manager,admin");
        assertThat(acls.get("lb").get("add")).isEqualTo("admin");
        assertThat(acls.get("lb").get("*")).isEqualTo("admin");
        assertThat(acls.get("vrrp").get("show")).isEqualTo("viewer,manager,admin");
        assertThat(acls.get("vrrp").get("release")).isEqualTo("manager,admin");
        assertThat(acls.get("vrrp").get("set-priority")).isEqualTo("admin");
    }

    static List<Class<?>> commandClasses() throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("target/classes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = Path.of("target/classes").relativize(file).toString();
                Class<?> type =
                        Class.forName(name.substring(0, name.length() - 6).replace('/', '.'));
                if (type.isAnnotationPresent(Command.class)) {
                    classes.add(type);
                }
            }
        }
        return classes;
    }
}
