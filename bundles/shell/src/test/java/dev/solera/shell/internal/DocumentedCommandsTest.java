package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.solera.api.Roles;
import dev.solera.testkit.FakeIpvs;
import dev.solera.testkit.Manual;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/shell.md}, held to the commands. */
class DocumentedCommandsTest {
    private static final Set<String> OF_EVERY_COMMAND = Set.of("--json", "--no-format");

    @Test
    void everyCommandIsInTheManualWithItsArgumentsOptionsAndRole() throws Exception {
        Map<String, Manual.Row> rows = new TreeMap<>();
        manual().rows("Commands").forEach(row -> rows.put(row.code(0).get(0), row));
        Set<String> commands = new TreeSet<>();
        for (Class<?> type : RoleTableTest.commandClasses()) {
            Command command = type.getAnnotation(Command.class);
            String name = command.scope() + ":" + command.name();
            commands.add(name);
            assertThat(rows).containsKey(name);
            Manual.Row row = rows.get(name);
            assertThat(row.code(1)).as(name).isEqualTo(arguments(type));
            assertThat(row.code(2)).as(name).containsExactlyInAnyOrderElementsOf(options(type));
            assertThat(row.code(3))
                    .as(name)
                    .containsExactly(Roles.standard()
                            .command(command.scope(), command.name())
                            .text());
        }
        assertThat(rows.keySet()).isEqualTo(commands);
    }

    static Stream<Arguments> commandsThatShow() {
        return Stream.of(
                Arguments.of("lb:list", new LbList(), List.of()),
                Arguments.of("lb:list-pools", new LbListPools(), List.of()),
                Arguments.of("lb:show", new LbShow(), List.of("web")),
                Arguments.of("lb:stats", new LbStats(), List.of()),
                Arguments.of("lb:schedulers", new LbSchedulers(), List.of()),
                Arguments.of("lb:explain", new LbExplain(), List.of("shop")),
                Arguments.of("ipvs:list", new IpvsList(), List.of()),
                Arguments.of("ipvs:diff", new IpvsDiff(), List.of()),
                Arguments.of("vip:list", new VipList(), List.of()),
                Arguments.of("vrrp:list", new VrrpList(), List.of()),
                Arguments.of("check:list", new CheckList(), List.of()),
                Arguments.of("check:run", new CheckRun(), List.of("web/web1")),
                Arguments.of("solera:plan", new SoleraPlan(), List.of()),
                Arguments.of("solera:history", new SoleraHistory(), List.of()),
                Arguments.of("solera:diff", new SoleraDiff(), List.of("11", "12")),
                Arguments.of("solera:status", new SoleraStatus(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("commandsThatShow")
    void everyFieldOfItsJsonIsInTheManual(String name, Action command, List<String> words) throws Exception {
        List<String> line = new ArrayList<>(words);
        line.add("--json");
        Shell shell = new Shell();
        shell.appliance.ipvs = new FakeIpvs();
        String printed = shell.run(command, line.toArray(String[]::new));
        JsonNode object = new ObjectMapper().readTree(printed).get(0);
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        List<String> documented = names(name);
        if (object.has("queue")) {
            documented.addAll(names("Counters"));
        }
        if (object.has("connectionsPerSecond")) {
            documented.addAll(names("Rates"));
        }
        if (name.equals("lb:show")) {
            documented.add("type");
        }
        assertThat(fields).containsExactlyInAnyOrderElementsOf(documented);
    }

    private static List<String> names(String heading) {
        return new ArrayList<>(
                manual().rows(heading).stream().map(row -> row.code(0).get(0)).toList());
    }

    private static Manual manual() {
        return Manual.page("shell.md");
    }

    /** Returns the arguments in their order, those that need not be given in brackets, without the place for options. */
    private static List<String> arguments(Class<?> command) {
        return fields(command).stream()
                .map(field -> field.getAnnotation(Argument.class))
                .filter(a -> a != null && !a.name().equals("options"))
                .sorted(Comparator.comparingInt(Argument::index))
                .map(a -> a.required() ? a.name() : "[" + a.name() + "]")
                .toList();
    }

    private static List<String> options(Class<?> command) {
        return fields(command).stream()
                .map(field -> field.getAnnotation(Option.class))
                .filter(o -> o != null && !OF_EVERY_COMMAND.contains(o.name()))
                .map(Option::name)
                .toList();
    }

    private static List<Field> fields(Class<?> command) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = command; type != null; type = type.getSuperclass()) {
            fields.addAll(List.of(type.getDeclaredFields()));
        }
        return fields;
    }
}
