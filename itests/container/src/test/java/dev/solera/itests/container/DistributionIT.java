package dev.solera.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The distribution as it is shipped: all of it is up. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT {

    private static final long WAIT_SECONDS = 30;

    /** The bundles of our own that have to be there; the demo's is, though it does nothing until asked to. */
    private static final List<String> OURS = List.of(
            "dev.solera.api",
            "dev.solera.spi",
            "dev.solera.core",
            "dev.solera.schedulers",
            "dev.solera.checks",
            "dev.solera.proxy",
            "dev.solera.netlink",
            "dev.solera.addresses",
            "dev.solera.ipvs",
            "dev.solera.packet",
            "dev.solera.vrrp",
            "dev.solera.lifeline",
            "dev.solera.management",
            "dev.solera.shell",
            "dev.solera.demo");

    /** Every command of the appliance; what is missing here is not tested to be there. */
    private static final List<String> COMMANDS = List.of(
            "check:list",
            "check:run",
            "lb:add",
            "lb:add-real",
            "lb:drain",
            "lb:list",
            "lb:list-pools",
            "lb:maint",
            "lb:ready",
            "lb:remove",
            "lb:remove-real",
            "lb:schedulers",
            "lb:set-weight",
            "lb:show",
            "lb:stats",
            "solera:status",
            "vip:list",
            "vip:show",
            "vrrp:list",
            "vrrp:release",
            "vrrp:set-priority",
            "vrrp:show");

    /** What somebody who may only look can run. */
    private static final List<String> READS = List.of(
            "check:list",
            "lb:list",
            "lb:list-pools",
            "lb:schedulers",
            "lb:show",
            "lb:stats",
            "solera:status",
            "vip:list",
            "vip:show",
            "vrrp:list",
            "vrrp:show");

    private static final Set<String> SCOPES = Set.of("check", "lb", "solera", "vip", "vrrp");

    @Inject
    private BundleContext context;

    @Inject
    private ServiceComponentRuntime components;

    @Inject
    private SessionFactory shell;

    @Configuration
    public Option[] distribution() {
        return Containers.distribution();
    }

    @Test
    public void everyBundleIsUp() throws InterruptedException {
        for (String name : OURS) {
            assertTrue(name + " is missing", Bundles.isThere(context, name));
        }
        assertBecomes(List.of(), () -> Bundles.notUp(context));
    }

    @Test
    public void everyComponentFindsWhatItNeeds() throws InterruptedException {
        assertBecomes(List.of(), this::unsatisfied);
    }

    @Test
    public void everyCommandIsThere() throws InterruptedException {
        assertBecomes(
                List.of(),
                () -> as(administrator(), () -> {
                    Set<String> missing = new TreeSet<>(COMMANDS);
                    for (Command command : shell.getRegistry().getCommands()) {
                        missing.remove(command.getScope() + ":" + command.getName());
                    }
                    return List.copyOf(missing);
                }));
    }

    @Test
    public void aViewerIsDeniedEveryChange() throws InterruptedException {
        Subject viewer = holder("viewer");
        assertBecomes(READS, () -> as(viewer, this::seen));

        Set<String> changes = new TreeSet<>(as(administrator(), this::seen));
        changes.removeAll(READS);
        assertTrue("no change at all among " + changes, changes.contains("lb:add-real"));
        for (String command : changes) {
            assertTrue(command + " is open to a viewer", Subject.doAs(viewer, (PrivilegedAction<Boolean>)
                    () -> isRefused(command + " web/none 127.0.0.1:9")));
        }
    }

    /** Asks as {@code subject}, on a thread of its own: Karaf remembers for each thread what was visible to it. */
    private static <T> T as(Subject subject, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        new Thread(() -> Subject.doAs(subject, (PrivilegedAction<Boolean>) () -> answer.complete(question.get())))
                .start();
        return answer.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Returns the appliance's commands that the subject at hand sees. */
    private List<String> seen() {
        Set<String> seen = new TreeSet<>();
        for (Command command : shell.getRegistry().getCommands()) {
            if (SCOPES.contains(command.getScope())) {
                seen.add(command.getScope() + ":" + command.getName());
            }
        }
        return List.copyOf(seen);
    }

    /** Tells whether a command is refused for want of a role, whatever it would have said itself. */
    private boolean isRefused(String command) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Session session = shell.create(InputStream.nullInputStream(), nowhere, nowhere);
        try {
            session.execute(command);
            return false;
        } catch (Exception e) {
            return e.getClass().getSimpleName().equals("CommandNotFoundException") || e instanceof SecurityException;
        } finally {
            session.close();
        }
    }

    /** Who may run no command sees none in the registry. */
    private static Subject administrator() {
        return holder("admin", "manager", "viewer");
    }

    private static Subject holder(String... roles) {
        Subject subject = new Subject();
        for (String role : roles) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
        return subject;
    }

    private List<String> unsatisfied() {
        List<String> found = new ArrayList<>();
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (!component.bundle.symbolicName.startsWith("dev.solera.")) {
                continue;
            }
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(component)) {
                if (configuration.state != ComponentConfigurationDTO.ACTIVE
                        && configuration.state != ComponentConfigurationDTO.SATISFIED) {
                    found.add(component.name + ": state " + configuration.state + " "
                            + Arrays.stream(configuration.unsatisfiedReferences)
                                    .map(reference -> reference.name)
                                    .toList()
                            + " " + configuration.failure);
                }
            }
        }
        return found;
    }

    /** Waits, bounded, until both are equal. */
    private static void assertBecomes(List<String> wanted, Supplier<List<String>> actual) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (System.nanoTime() - end < 0 && !actual.get().equals(wanted)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(wanted, actual.get());
    }
}
