package dev.solera.management.internal;

import dev.solera.api.Role;
import dev.solera.api.Roles;
import java.util.Optional;
import java.util.Set;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import org.jolokia.restrictor.Restrictor;
import org.jolokia.util.HttpMethod;
import org.jolokia.util.RequestType;
import org.jspecify.annotations.Nullable;

/**
 * Says what a Jolokia request may do: nothing, unless it stands here. Jolokia asks it as the logged-in user, and turns a no into
 * {@code "status":403} in the answer's body.
 *
 * <p>A viewer reads the attributes of {@code solera:*} and of the java.lang beans listed, and may list and search. Operations of
 * {@code solera:*} need the role from the table and a POST. No attribute is written. A browser is served for pages of our own origin
 * alone, and gets no CORS headers.
 */
final class JolokiaRestrictor implements Restrictor {
    private static final Set<String> JAVA_LANG = Set.of(
            "ClassLoading", "GarbageCollector", "Memory", "MemoryPool", "OperatingSystem", "Runtime", "Threading");
    /** Command line and system properties can hold passwords. */
    private static final Set<String> ADMIN_ATTRIBUTES = Set.of("InputArguments", "SystemProperties");

    private final Roles roles;

    JolokiaRestrictor(Roles roles) {
        this.roles = roles;
    }

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.POST;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return switch (type) {
            case READ, LIST, SEARCH, VERSION, EXEC -> Login.has(Role.VIEWER);
            default -> false;
        };
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, @Nullable String attribute) {
        if (!Login.has(Role.VIEWER)) {
            return false;
        }
        if (name.getDomain().equals("solera")) {
            return true;
        }
        return name.getDomain().equals("java.lang")
                && type(name).map(JAVA_LANG::contains).orElse(false)
                && (!ADMIN_ATTRIBUTES.contains(String.valueOf(attribute)) || Login.has(Role.ADMIN));
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        if (!name.getDomain().equals("solera") || isReadOnly()) {
            return false;
        }
        int bracket = operation.indexOf('('); // Jolokia's form for one of several overloads
        String plain = bracket < 0 ? operation : operation.substring(0, bracket);
        return type(name)
                .flatMap(type -> roles.operation(type, plain))
                .map(Login::has)
                .orElse(false);
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true; // http.listen decides who reaches us
    }

    @Override
    public boolean isOriginAllowed(@Nullable String origin, boolean strict) {
        // Not strict is the question whether to send CORS headers.
        return strict && OwnOrigin.allows(origin);
    }

    private static Optional<String> type(ObjectName name) {
        return Optional.ofNullable(name.getKeyProperty("type"));
    }

    private static boolean isReadOnly() {
        Subject subject = Login.subject();
        return subject == null
                || !subject.getPublicCredentials(JolokiaLogin.Limit.class).isEmpty();
    }
}
