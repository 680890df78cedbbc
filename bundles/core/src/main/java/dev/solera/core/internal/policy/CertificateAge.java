package dev.solera.core.internal.policy;

import dev.solera.spi.PlanPolicy;
import dev.solera.spi.PlannedChange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * No certificate that a plan uses runs out within {@code policy.certificate.days}: those in the set itself, and those in files that a key
 * {@code cert} or {@code cert.<name>} names.
 */
@Component
public final class CertificateAge implements PlanPolicy {
    private static final Pattern NAMED =
            Pattern.compile("(?m)^\\s*(?:[a-z.]+\\.)?cert(?:\\.[^=\\s]+)?\\s*=\\s*(\\S+)\\s*$");
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private final Clock wall;

    /** Made by OSGi. */
    @Activate
    public CertificateAge() {
        this(Clock.systemUTC());
    }

    /** Goes by a clock of a test's own. */
    CertificateAge(Clock wall) {
        this.wall = wall;
    }

    @Override
    public String name() {
        return "certificate-age";
    }

    @Override
    public List<String> objections(PlannedChange change) {
        int days = change.after().setting("policy.certificate.days", 14);
        List<String> objections = new ArrayList<>();
        if (days == 0) {
            return objections;
        }
        Instant least = wall.instant().plus(Duration.ofDays(days));
        certificates(change, objections).forEach((file, bytes) -> {
            try {
                for (Certificate one : certificates(bytes)) {
                    if (one instanceof X509Certificate x509
                            && x509.getNotAfter().toInstant().isBefore(least)) {
                        objections.add(
                                file + ": " + x509.getSubjectX500Principal().getName() + " ends "
                                        + x509.getNotAfter().toInstant() + " (expected: valid for " + days + " days)");
                    }
                }
            } catch (CertificateException e) {
                objections.add(file + ": " + e.getMessage() + " (expected: certificates in PEM)");
            }
        });
        return objections;
    }

    private static SortedMap<String, byte[]> certificates(PlannedChange change, List<String> objections) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : change.after().files().entrySet()) {
            String text = new String(file.getValue(), StandardCharsets.UTF_8);
            if (text.contains(BEGIN)) {
                found.put(file.getKey(), file.getValue());
            } else if (file.getKey().endsWith(".cfg")) {
                for (Matcher named = NAMED.matcher(text); named.find(); ) {
                    read(change, named.group(1), found, objections);
                }
            }
        }
        return found;
    }

    private static void read(
            PlannedChange change, String name, SortedMap<String, byte[]> found, List<String> objections) {
        try {
            Path file = change.folder().resolve(name);
            byte[] inSet = change.after().files().get("solera.d/" + name);
            if (inSet != null) {
                found.put("solera.d/" + name, inSet);
            } else if (Files.isRegularFile(file)) {
                found.put(name, Files.readAllBytes(file));
            }
        } catch (IOException | InvalidPathException e) {
            objections.add(name + ": cannot be read: " + e.getMessage());
        }
    }

    /** Reads the certificates of a PEM file, whatever else (keys, text) stands in it. */
    private static List<Certificate> certificates(byte[] pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        List<Certificate> all = new ArrayList<>();
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            all.add(factory.generateCertificate(
                    new ByteArrayInputStream(text.substring(at).getBytes(StandardCharsets.ISO_8859_1))));
        }
        return all;
    }
}
