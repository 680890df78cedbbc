package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/** Each case of each boot as a test. All boots together have ten minutes; one that finds too little of them left is skipped. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KernelLabIT {
    private static final Duration ALL = Duration.ofMinutes(10);

    private static long endNanos;

    @BeforeAll
    static void begin() {
        endNanos = System.nanoTime() + ALL.toNanos();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> theDriverSpeaksAsIpvsadmDoes() {
        return tests("driver", 1024, Duration.ofSeconds(60), MatrixCase.class, PlaneCase.class, RealserverCase.class);
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> packetsGoWhereTheyShould() {
        return tests("traffic", 1024, Duration.ofSeconds(100), BalanceCase.class, LoopCase.class, DrainCase.class);
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> largeTablesAreFast() {
        return tests("scale", 1536, Duration.ofSeconds(60), ScaleCase.class);
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> theWholeApplianceOnTwoDirectors() {
        return tests("appliance", 3072, Duration.ofSeconds(240), ApplianceCase.class);
    }

    /** @param usual what a boot takes on a machine with nothing else to do; on a busy one it may have all that is left */
    private static Stream<DynamicTest> tests(String name, int megabytes, Duration usual, Class<?>... cases) {
        Duration left = Duration.ofNanos(endNanos - System.nanoTime());
        assumeTrue(
                left.compareTo(usual) > 0,
                () -> "only " + left.toSeconds() + " s of the lab's " + ALL.toSeconds() + " are left (expected: "
                        + usual.toSeconds() + ")");
        return Uml.boot(name, megabytes, left, List.of(cases)).stream()
                .map(result -> dynamicTest(result.name(), () -> tell(result)));
    }

    private static void tell(Result result) {
        switch (result.outcome()) {
            case "PASSED" -> {}
            case "SKIPPED" -> abort(result.words());
            default -> fail(result.words());
        }
    }
}
