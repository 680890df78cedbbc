package dev.solera.itests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bundle may see which: every arrow there is, so that one that is not here is an error. */
class ArchitectureTest {
    private static final List<String> JDK =
            List.of("java..", "javax..", "com.sun.management..", "org.w3c.dom..", "org.xml.sax..");
    private static final List<String> ANNOTATIONS = List.of("org.jspecify.annotations..", "org.osgi.annotation..");
    private static final List<String> EVERYBODYS = List.of("org.osgi..", "org.slf4j..");
    private static final String API = "dev.solera.api..";
    private static final String SPI = "dev.solera.spi..";
    private static final String NETTY = "io.netty..";
    private static final String JNA = "com.sun.jna..";

    private static JavaClasses solera;

    @BeforeAll
    static void read() {
        solera = new ClassFileImporter().importPackages("dev.solera");
    }

    static Stream<Arguments> arrows() {
        return Stream.of(
                Arguments.of("core", List.of(API, SPI)),
                Arguments.of("schedulers", List.of(API, SPI)),
                Arguments.of("checks", List.of(API, SPI, NETTY)),
                Arguments.of("proxy", List.of(API, SPI, NETTY, JNA)),
                Arguments.of("vrrp", List.of(API, SPI)),
                Arguments.of("netlink", List.of(JNA)),
                Arguments.of("packet", List.of(API, SPI, JNA, "org.pcap4j..")),
                Arguments.of("addresses", List.of(API, SPI, "dev.solera.netlink..")),
                Arguments.of("ipvs", List.of(API, SPI, "dev.solera.netlink..")),
                Arguments.of(
                        "lifeline",
                        List.of(API, SPI, "dev.solera.vrrp..", "dev.solera.packet..", "dev.solera.addresses..")),
                Arguments.of("management", List.of(API, "org.jolokia..", "org.apache.karaf.jaas..")),
                Arguments.of(
                        "shell",
                        List.of(
                                API,
                                "org.apache.karaf.shell..",
                                "org.apache.karaf.jaas..",
                                "org.apache.felix.service.command..")),
                Arguments.of("systemd", List.of(API, SPI, JNA)),
                Arguments.of("demo", List.of(NETTY)),
                Arguments.of("testkit", List.of(API, SPI, "org.junit..", "org.assertj..")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arrows")
    void aBundleSeesWhatTheArchitectureGivesItAndNothingElse(String bundle, List<String> others) {
        mayDependOn("dev.solera." + bundle + "..", Stream.of(JDK, ANNOTATIONS, EVERYBODYS, others));
    }

    @Test
    void theProxyCallsTheCLibraryInOnePackageAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.solera.proxy..")
                .and()
                .resideOutsideOfPackage("dev.solera.proxy.internal.splice..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(JNA)
                .check(solera);
    }

    @Test
    void theApiSeesTheJdkAlone() {
        mayDependOn(API, Stream.of(JDK, ANNOTATIONS));
    }

    @Test
    void theSpiSeesTheApiAlone() {
        mayDependOn(SPI, Stream.of(JDK, ANNOTATIONS, List.of(API)));
    }

    @Test
    void nobodySeesCore() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.solera.core..", "dev.solera.itests..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.solera.core..")
                .check(solera);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.solera.core.internal.(*)..", "dev.solera.(*).."})
    void nothingGoesInCircles(String slices) {
        slices().matching(slices)
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(solera);
    }

    @Test
    void aClassIsNamedByWhatItIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl|Constants)(\\$.*)?")
                .check(solera);
    }

    @Test
    void everyPackageTellsItsStoryAndDoesNotTakeNullForGranted() {
        TreeSet<String> silent = new TreeSet<>();
        for (JavaClass type : solera) {
            silent.add(type.getPackageName());
        }
        solera.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .forEach(type -> silent.remove(type.getPackageName()));
        silent.remove(getClass().getPackageName());
        assertThat(silent).isEmpty();
    }

    @Test
    void theBundlesAreReallyHere() {
        for (String bundle : List.of("api", "spi", "core")) {
            assertThat(solera.stream().anyMatch(type -> type.getPackageName().startsWith("dev.solera." + bundle)))
                    .as(bundle)
                    .isTrue();
        }
    }

    private static void mayDependOn(String from, Stream<List<String>> to) {
        String[] packages =
                Stream.concat(Stream.of(from), to.flatMap(List::stream)).toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(from)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true)
                .check(solera);
    }
}
