package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Entry;
import dev.solera.core.internal.files.FileEditor;
import dev.solera.core.internal.files.FileSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever stands in the files, reading them ends, with a verdict. Seeded: every run is the same. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {
    private static final Map<String, String> GOOD = Map.of(
            "solera.appliance.cfg",
            "node = lb1\nhttp.listen = 127.0.0.1:8181\n",
            "solera.proxy.cfg",
            "transport = auto\nmaxconn = 1000\n",
            "solera.virtualserver-shop.cfg",
            "mode = http\nlisten.plain = 10.0.0.1:80-90\nlisten.six@lb1 = [2001:db8::1]:443/tcp\npool = web\n",
            "solera.pool-web.cfg",
            "# ü\nscheduler = random(2)\nreal.a-[01-12] = 10.0.1.[11-22]:80 weight=2\nreals = long.reals\n"
                    + "check = http\ncheck.path = /\\ ${x}\ncheck.interval.ms = 500\nserver.weight@lb1 = 7\n",
            "solera.d/long.reals",
            "x 10.0.0.1:80\ny 10.0.0.2:80 backup\n");
    private static final List<String> BITS = List.of(
            "[",
            "]",
            "[0-4095]",
            "[1-",
            "@",
            "@lb1",
            "=",
            "\n",
            "\r",
            "#",
            ":",
            "-",
            ".",
            "..",
            "(",
            ")",
            "\u0000",
            "999999999",
            "-1",
            "\\",
            "${x}",
            "ü",
            "\ufeff",
            " ",
            "\t",
            "/",
            "/udp",
            "real.",
            "check.",
            "listen.");

    private final PluginTable plugins = new PluginTable();
    private final ModelReader reader = new ModelReader(plugins, SecretSource.NONE);

    FuzzTest() {
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        plugins.add(FakeScheduler.inTurn("random"), "test");
        plugins.add(new FakeChecker("http"), "test");
    }

    @Test
    void randomBytesAreJudged() {
        Random random = new Random(20260301);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            ConfigText text = ConfigText.read("solera.pool-web.cfg", bytes);
            assertThat(text.problems()).hasSizeLessThanOrEqualTo(ConfigText.MAX_PROBLEMS);
            judge(Map.of("solera.pool-web.cfg", bytes, "solera.d/long.reals", bytes, "solera.appliance.cfg", bytes));
        }
    }

    @Test
    void goodFilesWithAFewThingsWrongAreJudged() {
        Random random = new Random(42);
        int valid = 0;
        for (int round = 0; round < 4_000; round++) {
            Map<String, byte[]> files = new TreeMap<>();
            GOOD.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
            for (int change = random.nextInt(3); change >= 0; change--) {
                List<String> names = List.copyOf(files.keySet());
                String name = names.get(random.nextInt(names.size()));
                files.put(name, mutate(files.get(name), random));
            }
            if (judge(files)) {
                valid++;
            }
        }
        assertThat(valid).as("files that a change did no harm to").isBetween(100, 3_900);
    }

    @Test
    void whatIsReadIsWhatAnEditorFinds() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes =
                    mutate(mutate(GOOD.get("solera.pool-web.cfg").getBytes(StandardCharsets.UTF_8), random), random);
            ConfigText text = ConfigText.read("f", bytes);
            if (!text.problems().isEmpty() || text.entries().isEmpty()) {
                continue;
            }
            Entry one = text.entries().get(random.nextInt(text.entries().size()));
            FileEditor editor = new FileEditor(bytes);
            editor.set(one.key(), "new \\ ${y} ü");
            assertThat(ConfigText.read("f", editor.bytes()).entries())
                    .containsExactlyElementsOf(text.entries().stream()
                            .map(e -> e == one ? new Entry(e.key(), "new \\ ${y} ü", e.line()) : e)
                            .toList());
            editor = new FileEditor(bytes);
            editor.remove(one.key());
            assertThat(ConfigText.read("f", editor.bytes()).entries())
                    .extracting(Entry::key)
                    .doesNotContain(one.key())
                    .hasSize(text.entries().size() - 1);
        }
    }

    @Test
    void aFileThatStandsForTooMuchIsRefusedWithoutStandingForIt() {
        StringBuilder ranges = new StringBuilder();
        StringBuilder ports = new StringBuilder("pool = web\n");
        StringBuilder unknown = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            ranges.append("real.r").append(i).append("-[0-4095] = 10.0.[0-4095].1:80\n");
            ports.append("listen.l")
                    .append(i)
                    .append(" = 10.0.")
                    .append(i / 250)
                    .append('.')
                    .append(i % 250)
                    .append(":1-65535\n");
            unknown.append(i % 2 == 0 ? "real.n" + i + " = 10.0.0.1:80\n" : "unknown.key." + i + " = 1\n");
        }
        assertThat(problems("solera.pool-web.cfg", ranges))
                .endsWith("(expected: at most 65536 lines in a file, ranges expanded)");
        assertThat(problems("solera.virtualserver-shop.cfg", ports)).contains("at most 65535 listeners");
        assertThat(problems("solera.pool-web.cfg", unknown)).contains("a key of pool");
        assertThat(problems("solera.pool-web.cfg", new StringBuilder("x\n".repeat(500_000))))
                .contains("key = value");
        assertThat(problems("solera.pool-web.cfg", new StringBuilder("[".repeat(1_000_000))))
                .contains("8192");
        assertThat(problems(
                        "solera.virtualserver-shop.cfg",
                        new StringBuilder("pool = web\nlisten = " + ":1".repeat(4_000))))
                .contains("listen: ");
    }

    private String problems(String file, StringBuilder text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(bytes.length).isLessThanOrEqualTo(1 << 20);
        ModelReader.Result result = reader.read(FileSet.of(Map.of(file, bytes)), Tolerated.NONE);
        assertThat(result.problems()).hasSizeBetween(1, 2 * ConfigText.MAX_PROBLEMS);
        return result.byFile().get(file).get(0).toString();
    }

    private boolean judge(Map<String, byte[]> files) {
        ModelReader.Result result = reader.read(FileSet.of(files), Tolerated.NONE);
        assertThat(result.valid()).isEqualTo(result.problems().isEmpty());
        return result.valid();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] bit = BITS.get(random.nextInt(BITS.size())).getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(bytes.length + 1);
        int cut = Math.min(bytes.length - at, random.nextInt(4));
        byte[] changed = new byte[bytes.length + bit.length - cut];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(bit, 0, changed, at, bit.length);
        System.arraycopy(bytes, at + cut, changed, at + bit.length, bytes.length - at - cut);
        if (random.nextInt(8) == 0) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }
}
