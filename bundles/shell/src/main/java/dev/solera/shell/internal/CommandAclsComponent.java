package dev.solera.shell.internal;

import dev.solera.api.Roles;
import java.io.IOException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Publishes the command ACLs when the bundle starts. */
@Component(
        service = {},
        immediate = true)
public final class CommandAclsComponent {
    @Activate
    public CommandAclsComponent(@Reference ConfigurationAdmin admin) throws IOException {
        CommandAcls.publish(admin, Roles.standard());
    }
}
