package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each case of each boot as a test. */
class KernelLabIT {
    @TestFactory
    Stream<DynamicTest> theDriverSpeaksAsIpvsadmDoes() {
        return tests("driver", 1024, Duration.ofSeconds(90), MatrixCase.class, PlaneCase.class, RealserverCase.class);
    }

    @TestFactory
    Stream<DynamicTest> packetsGoWhereTheyShould() {
        return tests("traffic", 1024, Duration.ofSeconds(130), BalanceCase.class, LoopCase.class, DrainCase.class);
    }

    @TestFactory
    Stream<DynamicTest> largeTablesAreFast() {
        return tests("scale", 1536, Duration.ofSeconds(60), ScaleCase.class);
    }

    @TestFactory
    Stream<DynamicTest> theWholeApplianceOnTwoDirectors() {
        return tests("appliance", 3072, Duration.ofSeconds(320), ApplianceCase.class);
    }

    private static Stream<DynamicTest> tests(String name, int megabytes, Duration atMost, Class<?>... cases) {
        return Uml.boot(name, megabytes, atMost, List.of(cases)).stream()
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
