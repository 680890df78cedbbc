package dev.solera.management.internal;

import java.io.IOException;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/** Checks passwords against Karaf's users, by JAAS. */
final class JaasRealm implements JolokiaLogin.Realm {
    private final String name;

    JaasRealm(String name) {
        this.name = name;
    }

    @Override
    public Subject login(String user, String password) throws LoginException {
        LoginContext login = new LoginContext(name, callbacks -> {
            for (Callback callback : callbacks) {
                answer(callback, user, password);
            }
        });
        login.login();
        return login.getSubject();
    }

    private static void answer(Callback callback, String user, String password)
            throws IOException, UnsupportedCallbackException {
        if (callback instanceof NameCallback name) {
            name.setName(user);
        } else if (callback instanceof PasswordCallback secret) {
            secret.setPassword(password.toCharArray());
        } else {
            throw new UnsupportedCallbackException(callback);
        }
    }
}
