package dev.solera.shell.internal;

import dev.solera.testkit.FakeAppliance;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.DefaultActionPreparator;

/** Runs a command as Karaf does: sets its references, lets Karaf's own parser read the words, executes, and returns what it printed. */
final class Shell {
    final FakeAppliance appliance = new FakeAppliance();
    private final Session session = (Session) Proxy.newProxyInstance(
            Shell.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> method.getName().equals("get") && "USER".equals(arguments[0]) ? "ann" : null);
    /** What the last command printed, also when it failed. */
    String printed = "";

    String run(Action command, String... words) throws Exception {
        for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(Reference.class)) {
                    field.setAccessible(true);
                    field.set(command, field.getType() == Session.class ? session : appliance);
                }
            }
        }
        ((ApplianceCommand) command).clock = Clock.fixed(FakeAppliance.NOW, ZoneOffset.UTC);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            if (new DefaultActionPreparator().prepare(command, session, List.of((Object[]) words))) {
                command.execute();
            }
        } finally {
            System.setOut(before);
            printed = bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
        return printed;
    }
}
