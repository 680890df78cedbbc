package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.testkit.FakeAppliance;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.CommandLine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names complete with what there is at that moment. */
class CompletionTest {
    private final FakeAppliance appliance = new FakeAppliance();

    static Stream<Arguments> completers() {
        return Stream.of(
                Arguments.of(new VirtualServerCompleter(), "sh", List.of("shop")),
                Arguments.of(new PoolCompleter(), "", List.of("web")),
                Arguments.of(new RealServerCompleter(), "web/", List.of("web/web1", "web/web2")),
                Arguments.of(new RealServerCompleter(), "web/web2", List.of("web/web2")),
                Arguments.of(new PoolPrefixCompleter(), "w", List.of("web/")),
                Arguments.of(new TargetCompleter(), "", List.of("shop", "web", "web/web1", "web/web2")),
                Arguments.of(new CheckCompleter(), "m", List.of("main")),
                Arguments.of(new SchedulerCompleter(), "r", List.of("random", "roundrobin")),
                Arguments.of(new VipCompleter(), "", List.of("web")),
                Arguments.of(new VrrpInstanceCompleter(), "f", List.of("front")),
                Arguments.of(new VirtualServerKeyCompleter(), "pool", List.of("pool=web")),
                Arguments.of(new PoolCompleter(), "x", List.of()));
    }

    @ParameterizedTest
    @MethodSource("completers")
    void aNameBegunIsCompleted(NameCompleter completer, String begun, List<String> expected) {
        completer.view = appliance;
        List<String> candidates = new ArrayList<>();
        completer.complete(null, line(begun), candidates);
        assertThat(candidates).map(String::strip).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static CommandLine line(String begun) {
        return (CommandLine) Proxy.newProxyInstance(
                CompletionTest.class.getClassLoader(),
                new Class<?>[] {CommandLine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getCursorArgument" -> begun;
                    case "getArgumentPosition" -> begun.length();
                    case "getBufferPosition" -> begun.length();
                    case "getCursorArgumentIndex" -> 0;
                    case "getArguments" -> new String[] {begun};
                    default -> begun;
                });
    }
}
