package dev.solera.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import java.util.EnumSet;
import java.util.List;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * Each feature on a container that holds nothing but the framework: it installs from what the distribution brings, its
 * bundles come up, and it takes along no other part of the appliance than it says.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FeatureIT {

    private static final int FRAMEWORK_LEVEL = 15;

    @Inject
    private BundleContext context;

    @Inject
    private FeaturesService features;

    @Configuration
    public Option[] bare() {
        return Containers.distribution(
                editConfigurationFilePut("etc/org.apache.karaf.features.cfg", "featuresBoot", "eventadmin"),
                replaceConfigurationFile("etc/startup.properties", Containers.startupUpTo(FRAMEWORK_LEVEL)));
    }

    @After
    public void backToBare() throws Exception {
        for (org.apache.karaf.features.Feature feature : features.listRequiredFeatures()) {
            if (feature.getName().startsWith("solera")) {
                features.uninstallFeature(feature.getId(), EnumSet.noneOf(FeaturesService.Option.class));
            }
        }
        assertFalse(Bundles.isThere(context, "dev.solera.api"));
    }

    @Test
    public void core() throws Exception {
        installs(
                "solera-core",
                List.of("core", "schedulers"),
                List.of("checks", "proxy", "management", "shell", "demo"));
        assertFalse("core takes no Netty", Bundles.isThere(context, "io.netty.common"));
    }

    @Test
    public void checks() throws Exception {
        installs("solera-checks", List.of("core", "checks"), List.of("proxy", "management", "shell", "demo"));
    }

    @Test
    public void proxy() throws Exception {
        installs("solera-proxy", List.of("core", "checks", "proxy"), List.of("management", "shell", "demo"));
    }

    @Test
    public void vrrp() throws Exception {
        installs(
                "solera-vrrp",
                List.of("core", "netlink", "addresses", "packet", "vrrp", "lifeline"),
                List.of("checks", "proxy", "management", "shell", "demo"));
        assertFalse("floating addresses take no Netty", Bundles.isThere(context, "io.netty.common"));
    }

    @Test
    public void ipvs() throws Exception {
        installs(
                "solera-ipvs",
                List.of("core", "netlink", "ipvs"),
                List.of("checks", "proxy", "addresses", "vrrp", "management", "shell", "demo"));
        assertFalse("the kernel's balancing takes no Netty", Bundles.isThere(context, "io.netty.common"));
    }

    @Test
    public void management() throws Exception {
        installs("solera-management", List.of("core", "management"), List.of("checks", "proxy", "shell", "demo"));
    }

    @Test
    public void shell() throws Exception {
        installs("solera-shell", List.of("core", "shell"), List.of("checks", "proxy", "management", "demo"));
    }

    @Test
    public void systemd() throws Exception {
        installs(
                "solera-systemd",
                List.of("core", "systemd"),
                List.of("checks", "proxy", "management", "shell", "demo"));
    }

    @Test
    public void demo() throws Exception {
        installs("solera-demo", List.of("core", "proxy", "demo"), List.of("management", "shell"));
    }

    private void installs(String feature, List<String> with, List<String> without) throws Exception {
        features.installFeature(feature, EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));

        assertEquals(List.of(), Bundles.notUp(context));
        for (String bundle : with) {
            assertTrue(feature + " brings " + bundle, Bundles.isThere(context, "dev.solera." + bundle));
        }
        for (String bundle : without) {
            assertFalse(feature + " does not bring " + bundle, Bundles.isThere(context, "dev.solera." + bundle));
        }
    }
}
