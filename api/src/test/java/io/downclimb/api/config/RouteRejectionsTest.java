package io.downclimb.api.config;

import io.downclimb.api.config.Yaml.Wrong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused in a route and in its rungs. */
class RouteRejectionsTest {
    @ParameterizedTest
    @MethodSource
    void routes(Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    static Stream<Wrong> routes() {
        return Stream.of(
                new Wrong(
                        Yaml.PROVIDERS + "routes:\n  r: # here\n    ladder: [" + Yaml.PRIMARY.substring(2) + "]\n",
                        "routes.r.deadline",
                        null,
                        "is missing",
                        "such as 20s"),
                route("deadline: 20", ".deadline", "20", "has no unit", "20s or 20ms"),
                route("deadline: 1.5s", ".deadline", "1.5s", "not a duration", "1m30s"),
                route("deadline: 30s1m", ".deadline", "30s1m", "not a duration", "1m30s"),
                route("deadline: 2h", ".deadline", "2h", "out of range", "up to 1h"),
                route("deadline: 0s", ".deadline", "0s", "out of range", "above 0"),
                route("deadline: soon", ".deadline", "soon", "not a duration", "250ms, 8s"),
                route("deadline: 50ms", ".deadline", "50ms", "limits.minimum-deadline, 100ms", "longer deadline"),
                route("deadline: 200ms", ".deadline", "200ms", "leaves nothing after the reserve", "shorter reserve"),
                route("deadline: 14s", ".deadline", "14s", "shorter than 14s250ms", "at least 14s250ms, or take 250ms"),
                more("reserve: 0ms", ".reserve", "0ms", "out of range", "above 0"),
                more("idle: 10", ".idle", "10", "no unit", "10s or 10ms"),
                more("keep-alive: 50ms", ".keep-alive", "50ms", "out of range", "100ms to 10m"),
                more("streaming: livee", ".streaming", "livee", "is not one of: committed, live", "live"),
                more("overload: panic", ".overload", "panic", "is not one of: refuse, last-rung", "refuse"),
                new Wrong(
                        Yaml.withLadder(Yaml.PRIMARY, Yaml.SECONDARY)
                                .replace("deadline: 20s", "deadline: 20s\n    overload: last-rung # here"),
                        "routes.r.overload",
                        "last-rung",
                        "asks for a canned rung",
                        "tier: canned"),
                more("color: red", ".color", null, "not a known key", "deadline, reserve, idle"),
                more("dealine: 9s", ".dealine", null, "not a known key", "did you mean deadline?"),
                more("when-set: a-b", ".when-set", "a-b", "not the name of", "bare name"),
                new Wrong(Yaml.PROVIDERS + "routes: {} # here\n", "routes", null, "names no route", "at least one"),
                new Wrong(Yaml.PROVIDERS + "routes: # here\n", "routes", null, "names no route", "at least one"),
                new Wrong(
                        Yaml.PROVIDERS + "routes:\n  r:\n    deadline: 9s\n    ladder: [] # here\n",
                        "routes.r.ladder",
                        null,
                        "has no rung",
                        "tier: primary"),
                new Wrong(
                        Yaml.PROVIDERS + "routes:\n  r: # here\n    deadline: 9s\n",
                        "routes.r.ladder",
                        null,
                        "is missing",
                        "tier: primary"),
                new Wrong(
                        Yaml.with() + "  a/b: # here\n    deadline: 20s\n    ladder: [" + Yaml.PRIMARY.substring(2)
                                + "]\n",
                        "routes.a/b",
                        "a/b",
                        "not a name for a route",
                        "letters, digits"),
                new Wrong(
                        Yaml.withRoute("deadline: 20s", "when-set: NONE").replace("routes:\n", "routes: # here\n"),
                        "routes",
                        null,
                        "no route left",
                        "set one of the variables"));
    }

    private static Wrong route(String line, String key, String value, String problem, String fix) {
        return new Wrong(Yaml.withRoute(line + " # here"), "routes.r" + key, value, problem, fix);
    }

    private static Wrong more(String line, String key, @Nullable String value, String problem, String fix) {
        return new Wrong(Yaml.withRoute("deadline: 20s", line + " # here"), "routes.r" + key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void rungs(Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    static Stream<Wrong> rungs() {
        return Stream.of(
                rung("primary", "is not a rung", "{tier: …", "", "a single value"),
                rung("{provider: one, model: m, budget: 1s}", "is missing", "cache, canned", ".tier", null),
                rung("{tier: Best, provider: one, model: m, budget: 1s}", "not a name", "small", ".tier", "Best"),
                rung("{tier: t, provider: one, budget: 1s}", "is missing", "own name of the model", ".model", null),
                rung("{tier: t, model: m, budget: 1s}", "is missing", "one, two", ".provider", null),
                rung(
                        "{tier: t, provider: six, model: m, budget: 1s}",
                        "known: one, two",
                        "one, two",
                        ".provider",
                        "six"),
                rung("{tier: t, provider: won, model: m, budget: 1s}", "known: one", "use one of", ".provider", "won"),
                rung("{tier: t, provider: onee, model: m, budget: 1s}", "known: one", "mean one?", ".provider", "onee"),
                rung("{tier: t, provider: one, model: m}", "is missing", "8s", ".budget", null),
                rung("{tier: t, provider: one, model: ' ', budget: 1s}", "is blank", "give a value", ".model", ""),
                rung(model("budget: 19900ms"), "exceed the deadline of 20s", "at most 19s750ms", ".budget", "19s900ms"),
                rung(
                        model("budget: 1s, complete-within: 20s"),
                        "exceed the deadline",
                        "at most 19s750ms",
                        ".complete-within",
                        "20s"),
                rung(model("budget: 2s, complete-within: 1s"), "budget of 2s", "as long", ".complete-within", "1s"),
                rung(model("budget: 1s, retries: 11"), "out of range", "0 to 10", ".retries", "11"),
                rung(model("budget: 1s, retries: two"), "not a whole number", "0 to 10", ".retries", "two"),
                rung(model("budget: 1s, idle: 0ms"), "out of range", "above 0", ".idle", "0ms"),
                rung(model("budget: 1s, quality: 1.01"), "out of range", "from 0 to 1", ".quality", "1.01"),
                rung(model("budget: 1s, quality: -1"), "not a number", "from 0 to 1", ".quality", "-1"),
                rung(model("budget: 1s, max-tokens: 0"), "out of range", "from 1", ".max-tokens", "0"),
                rung(model("budget: 1s, notice: "), "has no value", "leave the key out", ".notice", null),
                rung(model("budget: 1s, ttl: 1m"), "not a known key", "complete-within", ".ttl", null),
                rung(model("budget: 1s, max_tokens: 5"), "not a known key", "mean max-tokens?", ".max_tokens", null),
                rung(model("budget: 1s, prompt: gone.md"), "is not a file", "relative to", ".prompt", "gone.md"),
                rung(model("budget: 1s, prompt: blank.md"), "is a blank file", "write the text", ".prompt", "blank.md"),
                rung(model("budget: 1s, prompt: latin.md"), "as a UTF-8", "encoding", ".prompt", "latin.md"),
                rung(model("budget: 1s, prompt: losing.md"), "loses the caller", "{{message}}", ".prompt", "losing.md"),
                rung(model("budget: 1s, prompt: twice.md"), "several lines", "keep one", ".prompt", "twice.md"),
                rung(model("budget: 1s, prompt: misplaced.md"), "system text", "below", ".prompt", "misplaced.md"),
                rung(
                        model("budget: 1s, prompt-placement: before"),
                        "not there",
                        "name a file",
                        ".prompt-placement",
                        "before"),
                rung(
                        model("budget: 1s, prompt: prompt.md, prompt-placement: after"),
                        "not one of",
                        "before",
                        ".prompt-placement",
                        "after"),
                rung("{tier: primary, provider: one, model: m, budget: 1s}", "ladder[0] has", "its own", "", "primary"),
                rung("{tier: cache, ttl: 1m}", "below the first place", "to the top", "", "cache"),
                rung("{tier: canned, text: a}", "rungs below", "to the bottom", "", "canned"));
    }

    private static String model(String more) {
        return "{tier: t, provider: two, model: m, %s}".formatted(more);
    }

    private static Wrong rung(String rung, String problem, String fix, String key, @Nullable String value) {
        return new Wrong(
                Yaml.withLadder(Yaml.PRIMARY, "- " + rung + " # here", Yaml.CANNED),
                "routes.r.ladder[1]" + key,
                value,
                problem,
                fix);
    }

    @ParameterizedTest
    @MethodSource
    void cacheAndCanned(Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    static Stream<Wrong> cacheAndCanned() {
        return Stream.of(
                cache("{tier: cache}", "is missing", "such as 10m", ".ttl", null),
                cache("{tier: cache, ttl: 10}", "no unit", "10s or 10ms", ".ttl", "10"),
                cache("{tier: cache, ttl: 9000h}", "out of range", "8760h", ".ttl", "9000h"),
                cache("{tier: cache, ttl: 10m, stale: 5m}", "shorter than the ttl of 10m", "24h", ".stale", "5m"),
                cache("{tier: cache, ttl: 10m, budget: 1s}", "not a known key", "tier, ttl, stale", ".budget", null),
                cache("{tier: cache, ttl: 10m, at-door: 1}", "not one of: true, false", "", ".at-door", "1"),
                canned("{tier: canned}", "is missing", "name a file at file", ".text", null),
                canned("{tier: canned, text: ' '}", "is blank", "give a value", ".text", ""),
                canned(
                        "{tier: canned, text: a, file: canned.txt}",
                        "there is a text too",
                        "one of",
                        ".file",
                        "canned.txt"),
                canned("{tier: canned, file: gone.txt}", "is not a file", "relative to", ".file", "gone.txt"),
                canned("{tier: canned, txt: a}", "not a known key", "did you mean text?", ".txt", null));
    }

    private static Wrong cache(String rung, String problem, String fix, String key, @Nullable String value) {
        String yaml = Yaml.withLadder("- " + rung + " # here", Yaml.PRIMARY, Yaml.CANNED);
        return new Wrong(yaml, "routes.r.ladder[0]" + key, value, problem, fix);
    }

    private static Wrong canned(String rung, String problem, String fix, String key, @Nullable String value) {
        String yaml = Yaml.withLadder(Yaml.PRIMARY, "- " + rung + " # here");
        return new Wrong(yaml, "routes.r.ladder[1]" + key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void validators(Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    static Stream<Wrong> validators() {
        return Stream.of(
                validator("nonempty", "is not a validator", "did you mean non-empty?", "", "nonempty"),
                validator("max-length", "needs a value", "{max-length: …}", "", "max-length"),
                validator("{non-empty: true}", "takes no value", "- non-empty", ".non-empty", "true"),
                validator("{max-length: 0}", "out of range", "from 1", ".max-length", "0"),
                validator("{maxlength: 5}", "not a known key", "mean max-length?", ".maxlength", null),
                validator("{max-length: 5, regex: a}", "name one validator", "a dash for each", "", "a mapping"),
                validator("{regex: '('}", "not a regular expression: Unclosed group", "correct it", ".regex", "("),
                validator("{regex: 'a${'}", "does not begin a reference", "$${", ".regex", "a${"),
                validator("{finish-reason: stop}", "should be a list", "[a, b]", ".finish-reason", "a single value"),
                validator("{finish-reason: [end]}", "not one of", "use one of", ".finish-reason[0]", "end"),
                validator("{finish-reason: []}", "no answer would pass", "[stop]", ".finish-reason", null),
                schema("gone.json", "is not a file", "relative to"),
                schema("not.json", "is not JSON", "correct the file"),
                schema("bad-type.json", "not a valid JSON schema", "correct the file"),
                schema("bad-pattern.json", "not a usable JSON schema", "correct the file"),
                schema("dangling.json", "not a usable JSON schema", "correct the file"),
                schema("remote.json", "https://example.com/other.json, outside itself", "correct the file"),
                schema("remote-dynamic.json", "not a usable JSON schema", "correct the file"),
                schema("unknown-version.json", "of a version that is not known", "correct the file"));
    }

    private static Wrong schema(String file, String problem, String fix) {
        return validator("{json-schema: %s}".formatted(file), problem, fix, ".json-schema", file);
    }

    private static Wrong validator(String text, String problem, String fix, String key, @Nullable String value) {
        String yaml = Yaml.withRungKeys("validate:", "  - " + text + " # here");
        return new Wrong(yaml, "routes.r.ladder[0].validate[0]" + key, value, problem, fix);
    }
}
