package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls for tests: a short question, with limits counted from now. */
record Asking(
        Api api,
        URI baseUrl,
        String model,
        ObjectNode chat,
        Call.@Nullable Prompt prompt,
        Duration firstContent,
        Duration complete,
        Duration idle) {
    static final String KEY = "sk-test-0123456789";

    static Asking of(Api api) {
        return new Asking(
                api,
                URI.create("http://127.0.0.1:1"),
                "some-model",
                json("{\"messages\":[{\"role\":\"user\",\"content\":\"How high is Ben Nevis?\"}]}"),
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10));
    }

    Asking at(String url) {
        return new Asking(api, URI.create(url), model, chat, prompt, firstContent, complete, idle);
    }

    Asking model(String other) {
        return new Asking(api, baseUrl, other, chat, prompt, firstContent, complete, idle);
    }

    Asking chat(String other) {
        return new Asking(api, baseUrl, model, json(other), prompt, firstContent, complete, idle);
    }

    Asking prompt(Call.Prompt other) {
        return new Asking(api, baseUrl, model, chat, other, firstContent, complete, idle);
    }

    /** In ms from now. */
    Asking limits(long toFirstContent, long toComplete, long betweenContents) {
        return new Asking(
                api,
                baseUrl,
                model,
                chat,
                prompt,
                Duration.ofMillis(toFirstContent),
                Duration.ofMillis(toComplete),
                Duration.ofMillis(betweenContents));
    }

    Call call() {
        return call(Instant.now());
    }

    Call call(Instant now) {
        return new Call(
                new Provider("played", api, baseUrl, List.of(KEY)),
                model,
                ChatRequest.ofChat(chat),
                prompt,
                512,
                "request-7/3",
                now.plus(firstContent),
                now.plus(complete),
                idle);
    }

    /** The same call for another request. */
    static Call with(Call call, ChatRequest request) {
        return new Call(
                call.provider(),
                call.model(),
                request,
                call.prompt(),
                call.maxTokens(),
                call.callerRequest(),
                call.firstContentBy(),
                call.completeBy(),
                call.idle());
    }

    static ObjectNode json(String text) {
        return Objects.requireNonNull(Json.object(text.replace('\'', '"')), text);
    }
}
