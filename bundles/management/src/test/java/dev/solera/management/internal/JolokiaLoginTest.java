package dev.solera.management.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.Subject;
import javax.security.auth.login.FailedLoginException;
import javax.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

class JolokiaLoginTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looked = new AtomicInteger();
    private final JolokiaLogin login = new JolokiaLogin(
            (user, password) -> {
                looked.incrementAndGet();
                if (!user.equals("ann") || !password.equals("p\u00e4ss:word")) {
                    throw new FailedLoginException("login failed");
                }
                return As.subject(user, "admin");
            },
            new LoginThrottle(nanos::get));

    @Test
    void theSubjectGoesWithTheRequest() {
        HttpServletRequest post = basic("POST", "ann:p\u00e4ss:word");

        assertThat(login.authenticate(post)).isTrue();
        Subject subject = (Subject) post.getAttribute("org.jolokia.jaasSubject");
        assertThat(Login.roles(subject)).containsExactly(dev.solera.api.Role.ADMIN);
        assertThat(subject.getPublicCredentials()).isEmpty();
        assertThat(post.getAttribute("org.osgi.service.http.authentication.remote.user"))
                .isEqualTo("ann");
    }

    @Test
    void whatIsNoPostIsReadOnly() {
        for (String method : new String[] {"GET", "HEAD", "PUT"}) {
            HttpServletRequest request = basic(method, "ann:p\u00e4ss:word");
            assertThat(login.authenticate(request)).isTrue();
            assertThat(((Subject) request.getAttribute("org.jolokia.jaasSubject")).getPublicCredentials())
                    .as(method)
                    .containsExactly(JolokiaLogin.Limit.READ_ONLY);
        }
    }

    @Test
    void withoutALoginNothingIsLookedAt() {
        assertThat(login.authenticate(Requests.request("GET"))).isFalse();
        assertThat(login.authenticate(Requests.request("GET", "Authorization", "Bearer x")))
                .isFalse();
        assertThat(login.authenticate(Requests.request("GET", "Authorization", "Basic %%%")))
                .isFalse();
        assertThat(login.authenticate(basic("GET", "nocolon"))).isFalse();
        assertThat(looked).hasValue(0);
    }

    @Test
    void guessingIsSlowedDownAndDoesNotLockTheUserOut() {
        assertThat(login.authenticate(basic("GET", "ann:p\u00e4ss:word"))).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(login.authenticate(basic("GET", "ann:guess" + i))).isFalse();
        }
        assertThat(looked).hasValue(6);

        assertThat(login.authenticate(basic("GET", "ann:p\u00e4ss:word"))).isTrue();
    }

    @Test
    void theWaitGrowsToHalfAMinuteAndEndsWithASuccess() {
        LoginThrottle throttle = new LoginThrottle(nanos::get);
        long[] waits = new long[11];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = throttle.failed("x");
        }
        assertThat(waits).containsExactly(0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30);
        assertThat(throttle.allows("x")).isFalse();
        assertThat(throttle.allows("y")).isTrue();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
        assertThat(throttle.allows("x")).isTrue();
        throttle.succeeded("x");
        assertThat(throttle.failed("x")).isZero();
    }

    private static HttpServletRequest basic(String method, String credentials) {
        return Requests.request(
                method, "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }
}
