package dev.solera.core.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FileEditorTest {
    private static final String FILE =
            "# Pool of the shop: ü \\ ${x}\n\nscheduler = leastconn\n  # first\nreal.a   = 10.0.0.1:80 weight=2\n"
                    + "real.b = 10.0.0.2:80\n\n# checks\ncheck=http\n";

    @Test
    void aKeyIsChangedWhereItStandsAndKeepsItsSpacing() {
        assertThat(edited(FILE, e -> e.set("real.a", "10.0.0.9:80")))
                .isEqualTo(FILE.replace("10.0.0.1:80 weight=2", "10.0.0.9:80"));
        assertThat(edited(FILE, e -> e.set("check", "tcp"))).isEqualTo(FILE.replace("check=http", "check=tcp"));
    }

    @Test
    void aNewKeyGoesBehindItsKin() {
        assertThat(edited(FILE, e -> e.set("real.c", "10.0.0.3:80")))
                .isEqualTo(FILE.replace("10.0.0.2:80\n", "10.0.0.2:80\nreal.c = 10.0.0.3:80\n"));
        assertThat(edited(FILE, e -> e.set("retries", "1"))).isEqualTo(FILE + "retries = 1\n");
    }

    @Test
    void removingAKeyTakesItsLineAlone() {
        assertThat(edited(FILE, e -> e.remove("real.b"))).isEqualTo(FILE.replace("real.b = 10.0.0.2:80\n", ""));
        assertThat(edited(FILE, e -> e.remove("real.none"))).isEqualTo(FILE);
    }

    @Test
    void aCommentedKeyIsNoKey() {
        String file = "# real.a = 1\nreal.a = 2\n";
        assertThat(edited(file, e -> e.set("real.a", "3"))).isEqualTo("# real.a = 1\nreal.a = 3\n");
    }

    @Test
    void severalLinesCanTakeThePlaceOfOne() {
        assertThat(edited(
                        FILE,
                        e -> e.replace("real.b", List.of(new Entry("real.x", "1", 0), new Entry("real.y", "2", 0)))))
                .isEqualTo(FILE.replace("real.b = 10.0.0.2:80\n", "real.x = 1\nreal.y = 2\n"));
    }

    @Test
    void lineEndsOfOtherSystemsStay() {
        assertThat(edited("a = 1\r\nb = 2\r\n", e -> e.set("a", "3"))).isEqualTo("a = 3\r\nb = 2\r\n");
    }

    @Test
    void aLastLineWithoutEndGetsOne() {
        assertThat(edited("a = 1", e -> e.set("a", "2"))).isEqualTo("a = 2\n");
        assertThat(edited("", e -> e.set("a", "2"))).isEqualTo("a = 2\n");
    }

    private static String edited(String file, Consumer<FileEditor> edit) {
        FileEditor editor = new FileEditor(file.getBytes(StandardCharsets.UTF_8));
        edit.accept(editor);
        return new String(editor.bytes(), StandardCharsets.UTF_8);
    }
}
