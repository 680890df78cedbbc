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
            "dev.solera.systemd",
            "dev.solera.demo");

    /** Who may run what, of every command of the appliance; one that is missing here fails the test. */
    private static final List<String> FOR_VIEWERS = List.of(
            "check:list",
            "ipvs:diff",
            "ipvs:list",
            "lb:explain",
            "lb:list",
            "lb:list-pools",
            "lb:schedulers",
            "lb:show",
            "lb:stats",
            "solera:diff",
            "solera:history",
            "solera:status",
            "vip:list",
            "vip:show",
            "vrrp:list",
            "vrrp:show");

    private static final List<String> FOR_MANAGERS = List.of(
            "check:run",
            "lb:add-real",
            "lb:drain",
            "lb:maint",
            "lb:ready",
            "lb:remove-real",
            "lb:set-weight",
            "solera:plan",
            "vrrp:release");

    private static final List<String> FOR_ADMINS =
            List.of("lb:add", "lb:remove", "solera:apply", "solera:confirm", "solera:undo", "vrrp:set-priority");

    private static final Set<String> SCOPES = Set.of("check", "ipvs", "lb", "solera", "vip", "vrrp");

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
    public void everyRoleSeesItsCommandsAndIsRefusedTheOthers() throws InterruptedException {
        List<String> viewers = sorted(FOR_VIEWERS);
        List<String> managers = sorted(FOR_VIEWERS, FOR_MANAGERS);
        List<String> admins = sorted(FOR_VIEWERS, FOR_MANAGERS, FOR_ADMINS);
        assertBecomes(admins, () -> as(administrator(), this::seen));
        assertMatrix("viewer", viewers, admins);
        assertMatrix("manager", managers, admins);
        assertMatrix("admin", admins, admins);
    }

    private void assertMatrix(String role, List<String> allowed, List<String> all) throws InterruptedException {
        Subject subject = holder(role);
        assertBecomes(allowed, () -> as(subject, this::seen));
        for (String command : all) {
            if (!allowed.contains(command)) {
                assertTrue(command + " is open to a " + role, Subject.doAs(subject, (PrivilegedAction<Boolean>)
                        () -> isRefused(command + " web/none 127.0.0.1:9")));
            }
        }
    }

    @SafeVarargs
    private static List<String> sorted(List<String>... lists) {
        Set<String> all = new TreeSet<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return List.copyOf(all);
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
