package dev.solera.itests.netns;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link Duo} of this run; it is closed when the last test class is through. */
final class SharedDuo implements BeforeEachCallback, ParameterResolver {
    /** Skips what cannot run: from where parameters are resolved it would fail. */
    @Override
    public void beforeEach(ExtensionContext context) {
        Lab.assumePossible(Duo.TOOLS);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Duo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedDuo.class))
                .computeIfAbsent(Duo.class);
    }
}
