package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Api;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bodies the Anthropic door reads, and what it says of those that it does not. */
class MessageBodyTest {
    private static final DoorLimits LIMITS =
            new DoorLimits(100_000, 3, 64, Duration.ofSeconds(10), Duration.ofSeconds(30), 10);
    private static final String USER = "{\"role\":\"user\",\"content\":\"Hi\"}";

    @Test
    void the_body_is_kept_as_it_came_but_for_model_and_stream() {
        ObjectNode body = body(
                "{'model':'r','stream':true,'max_tokens':5,'messages':[U],'system':[{'type':'text','text':'x'}],'top_k':3,'new':{'a':1}}");
        ObjectNode before = body.deepCopy();
        ChatBody read = MessageBody.read(body, LIMITS);
        assertThat(read.route()).isEqualTo("r");
        assertThat(read.stream()).isTrue();
        assertThat(read.request().format()).isEqualTo(Api.ANTHROPIC_MESSAGES);
        assertThat(read.request().body())
                .isEqualTo(
                        body(
                                "{'max_tokens':5,'messages':[U],'system':[{'type':'text','text':'x'}],'top_k':3,'new':{'a':1}}"));
        assertThat(body).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'max_tokens':5,'messages':[U]}|model|model: Field required; send the name of a route",
                "{'model':'','max_tokens':5,'messages':[U]}|model|model: is an empty string",
                "{'model':'r','messages':[U]}|max_tokens|max_tokens: Field required; send a whole number of at least 1",
                "{'model':'r','max_tokens':0,'messages':[U]}|max_tokens|max_tokens: is the number 0",
                "{'model':'r','max_tokens':null,'messages':[U]}|max_tokens|max_tokens: is null",
                "{'model':'r','max_tokens':5}|messages|messages: Field required",
                "{'model':'r','max_tokens':5,'messages':[]}|messages|messages: at least one message is required",
                "{'model':'r','max_tokens':5,'messages':[U,U,U,U]}|messages|send at most 3",
                "{'model':'r','max_tokens':5,'messages':['x']}|messages.0|messages.0: is a string",
                "{'model':'r','max_tokens':5,'messages':[U,{'content':'x'}]}|messages.1.role|messages.1.role: Field required",
                "{'model':'r','max_tokens':5,'messages':[{'role':'tool','content':'x'}]}|messages.0.role|unexpected role \"tool\"",
                "{'model':'r','max_tokens':5,'messages':[{'role':'user'}]}|messages.0.content|messages.0.content: Field required",
                "{'model':'r','max_tokens':5,'messages':[{'role':'user','content':null}]}|messages.0.content|is null",
                "{'model':'r','max_tokens':5,'messages':[{'role':'user','content':[3]}]}|messages.0.content.0|is the number 3",
                "{'model':'r','max_tokens':5,'messages':[{'role':'user','content':[{}]}]}|messages.0.content.0.type|Field required",
                "{'model':'r','max_tokens':5,'messages':[U],'system':{}}|system|system: is an object; send a string or an array of blocks",
                "{'model':'r','max_tokens':5,'messages':[U],'system':['x']}|system.0|system.0: is a string",
                "{'model':'r','max_tokens':5,'messages':[U],'stream':'yes'}|stream|stream: is a string; send true or false",
                "{'model':'r','max_tokens':5,'messages':[U],'tools':{}}|tools|tools: is an object; send an array"
            })
    void what_cannot_be_read_is_named(String json, String path, String message) {
        assertThatThrownBy(() -> MessageBody.read(body(json), LIMITS))
                .isInstanceOfSatisfying(Problem.ProblemException.class, e -> {
                    assertThat(e.problem().message()).contains(message);
                    assertThat(e.problem().param()).isEqualTo(path);
                    assertThat(e.problem().status()).isEqualTo(400);
                });
    }

    private static ObjectNode body(String json) {
        return (ObjectNode) Json.read(json.replace("U", USER).replace('\'', '"'));
    }
}
