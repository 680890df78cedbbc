package dev.solera.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void objectsArraysAndScalarsAreWrittenInOrder() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("b", Arrays.asList(1L, null, true));
        object.put("a", 0.0625);
        object.put("c", Map.of());
        assertThat(Json.write(List.of(object)))
                .isEqualTo(
                        """
                [
                  {
                    "b": [
                      1,
                      null,
                      true
                    ],
                    "a": 0.0625,
                    "c": {}
                  }
                ]""");
        assertThat(Json.write(List.of())).isEqualTo("[]");
    }

    @Test
    void aWholeWeightHasNoFractionAndNothingIsNaN() {
        assertThat(Json.write(1.0)).isEqualTo("1");
        assertThat(Json.write(256.0)).isEqualTo("256");
        assertThat(Json.write(Double.NaN)).isEqualTo("null");
    }

    @Test
    void everyCharacterSurvivesAndNoneIsRaw() throws Exception {
        StringBuilder all = new StringBuilder("\ud83d\ude00");
        for (char c = 0; c < 0x300; c++) {
            all.append(c);
        }
        String text = Json.write(all.toString());
        assertThat(text).matches("[\\x20-\\x7e]*");
        assertThat(new ObjectMapper().readTree(text).asText()).isEqualTo(all.toString());
    }
}
