package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"enum\":[\"x\",\"y\"]}}} | {\"a\":1,\"b\":\"x\"}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"}} | [\"simulated\"]",
                "{\"type\":[\"number\",\"null\"]} | 1.5",
                "{\"type\":\"integer\",\"minimum\":7} | 7",
                "{\"type\":\"string\",\"minLength\":10} | \"simulatedsimulated\"",
                "{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"null\"}]} | true",
                "{\"$ref\":\"#/$defs/P\",\"$defs\":{\"P\":{\"const\":3}}} | 3"
            })
    void theSampleFits(String schema, String sample) {
        assertThat(Sample.of(FaultJson.tree(Text.bytes(schema)))).hasToString(sample);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"$ref\":\"#\"}",
                "{\"properties\":{\"next\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}}}",
                "{\"properties\":{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}"
            })
    void aSchemaWithoutAnEndHasASampleAllTheSame(String schema) {
        assertThat(Sample.of(FaultJson.tree(Text.bytes(schema))).toString()).contains("null");
    }
}
