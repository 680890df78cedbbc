package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Roles;
import java.util.function.BooleanSupplier;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import org.jolokia.util.HttpMethod;
import org.jolokia.util.RequestType;
import org.junit.jupiter.api.Test;

class JolokiaRestrictorTest {
    private static final Subject VIEWER = As.subject("vic", "viewer");
    private static final Subject MANAGER = As.subject("max", "manager");
    private static final Subject ADMIN = As.subject("ann", "group", "admin", "ssh");
    private static final Subject STRANGER = As.subject("bob", "ssh");

    private final JolokiaRestrictor restrictor = new JolokiaRestrictor(Roles.standard());

    @Test
    void whoHasAnyRoleReadsOurBeansAndTheListedOnesOfJava() {
        assertThat(reads(VIEWER, "solera:type=RealServer,pool=web,name=web1", "Health"))
                .isTrue();
        assertThat(reads(ADMIN, "solera:type=Appliance", "Version")).isTrue();
        for (String type : new String[] {
            "Memory",
            "Runtime",
            "Threading",
            "OperatingSystem",
            "GarbageCollector,name=G1",
            "MemoryPool,name=x",
            "ClassLoading"
        }) {
            assertThat(reads(VIEWER, "java.lang:type=" + type, "X")).as(type).isTrue();
        }
        assertThat(as(VIEWER, () -> restrictor.isTypeAllowed(RequestType.LIST))).isTrue();
        assertThat(as(VIEWER, () -> restrictor.isTypeAllowed(RequestType.SEARCH)))
                .isTrue();
    }

    @Test
    void everythingElseIsClosed() {
        assertThat(reads(ADMIN, "com.sun.management:type=HotSpotDiagnostic", "AllThreadIds"))
                .isFalse();
        assertThat(reads(ADMIN, "java.lang:type=Compilation", "Name")).isFalse();
        assertThat(reads(ADMIN, "jolokia:type=Config", "Debug")).isFalse();
        assertThat(reads(ADMIN, "java.lang:name=x", "Name")).isFalse();
        assertThat(calls(ADMIN, "java.lang:type=Memory", "gc")).isFalse();
        assertThat(calls(ADMIN, "com.sun.management:type=HotSpotDiagnostic", "dumpHeap"))
                .isFalse();
        assertThat(calls(ADMIN, "org.apache.karaf:type=bundle,name=root", "install"))
                .isFalse();
        assertThat(calls(ADMIN, "other:type=RealServer,pool=web,name=web1", "drain"))
                .isFalse();
        assertThat(calls(ADMIN, "solera:type=RealServer,pool=web,name=web1", "explode"))
                .isFalse();
        assertThat(as(ADMIN, () -> restrictor.isAttributeWriteAllowed(name("solera:type=Appliance"), "Set")))
                .isFalse();
        assertThat(as(ADMIN, () -> restrictor.isTypeAllowed(RequestType.WRITE))).isFalse();
        assertThat(as(ADMIN, () -> restrictor.isTypeAllowed(RequestType.REGNOTIF)))
                .isFalse();
    }

    @Test
    void nobodyAndStrangersSeeNothing() {
        ObjectName appliance = name("solera:type=Appliance");
        assertThat(restrictor.isAttributeReadAllowed(appliance, "Version")).isFalse();
        assertThat(restrictor.isOperationAllowed(name("solera:type=Pool,name=web"), "addReal"))
                .isFalse();
        assertThat(restrictor.isTypeAllowed(RequestType.READ)).isFalse();
        assertThat(reads(STRANGER, "solera:type=Appliance", "Version")).isFalse();
        assertThat(as(STRANGER, () -> restrictor.isTypeAllowed(RequestType.VERSION)))
                .isFalse();
    }

    @Test
    void operationsFollowTheRoleTable() {
        String web1 = "solera:type=RealServer,pool=web,name=web1";
        assertThat(calls(VIEWER, web1, "drain")).isFalse();
        assertThat(calls(MANAGER, web1, "drain")).isTrue();
        assertThat(calls(ADMIN, web1, "drain")).isTrue();
        assertThat(calls(MANAGER, web1, "setWeight(int)")).isTrue();
        assertThat(calls(VIEWER, "solera:type=HealthChecker,pool=web,real=web1,name=main", "run"))
                .isFalse();
        assertThat(calls(MANAGER, "solera:type=HealthChecker,pool=web,real=web1,name=main", "run"))
                .isTrue();
    }

    @Test
    void aManagerReleasesAVirtualRouterAndAnAdminSetsItsPriority() {
        String front = "solera:type=VrrpInstance,name=front";
        assertThat(calls(VIEWER, front, "release")).isFalse();
        assertThat(calls(MANAGER, front, "release")).isTrue();
        assertThat(calls(MANAGER, front, "setPriority")).isFalse();
        assertThat(calls(ADMIN, front, "setPriority")).isTrue();
    }

    @Test
    void aGetChangesNothing() {
        Subject byGet = As.subject("ann", "admin");
        byGet.getPublicCredentials().add(JolokiaLogin.Limit.READ_ONLY);

        assertThat(calls(byGet, "solera:type=RealServer,pool=web,name=web1", "drain"))
                .isFalse();
        assertThat(reads(byGet, "solera:type=Appliance", "Version")).isTrue();
    }

    @Test
    void commandLineAndSystemPropertiesAreForAdmins() {
        assertThat(reads(VIEWER, "java.lang:type=Runtime", "Uptime")).isTrue();
        assertThat(reads(VIEWER, "java.lang:type=Runtime", "SystemProperties")).isFalse();
        assertThat(reads(MANAGER, "java.lang:type=Runtime", "InputArguments")).isFalse();
        assertThat(reads(ADMIN, "java.lang:type=Runtime", "SystemProperties")).isTrue();
    }

    @Test
    void corsIsNeverGrantedAndACommandLineClientIsServed() {
        OwnOrigin.remember(Requests.request("POST", "Host", "127.0.0.1:8181"));
        assertThat(restrictor.isOriginAllowed(null, true)).isTrue();
        assertThat(restrictor.isOriginAllowed("http://127.0.0.1:8181", true)).isTrue();
        assertThat(restrictor.isOriginAllowed("http://evil.example", true)).isFalse();
        assertThat(restrictor.isOriginAllowed("http://127.0.0.1:8181", false)).isFalse();
        assertThat(restrictor.isHttpMethodAllowed(HttpMethod.GET)).isTrue();
        assertThat(restrictor.isHttpMethodAllowed(HttpMethod.POST)).isTrue();
        assertThat(restrictor.isRemoteAccessAllowed("127.0.0.1")).isTrue();
    }

    private boolean reads(Subject subject, String bean, String attribute) {
        return as(subject, () -> restrictor.isAttributeReadAllowed(name(bean), attribute));
    }

    private boolean calls(Subject subject, String bean, String operation) {
        return as(subject, () -> restrictor.isOperationAllowed(name(bean), operation));
    }

    private static boolean as(Subject subject, BooleanSupplier question) {
        return As.user(subject, question::getAsBoolean);
    }

    private static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new AssertionError(e);
        }
    }
}
