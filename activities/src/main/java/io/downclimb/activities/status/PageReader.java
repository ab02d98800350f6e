package io.downclimb.activities.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.activity.PollOrder;
import io.downclimb.workflows.status.PollMemory;
import io.downclimb.workflows.status.PollSchedule;
import io.downclimb.workflows.status.StatusPage;
import io.downclimb.workflows.status.StatusSource;
import io.downclimb.workflows.status.Validator;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page at the first of its addresses that gives one.
 *
 * <p>It asks conditionally only where the reading that a 304 would stand for is at hand. Where the incidents have an address of their own,
 * failing to read them spoils nothing: they only inform.
 */
@Singleton
final class PageReader {
    private static final String ABSENCE =
            "The feed lists incidents only: a product without one is taken to be well, and cannot vanish.";

    private final PageClient client;

    PageReader(PageClient client) {
        this.client = client;
    }

    /**
     * Polls once.
     *
     * @param known what stands in the page's row
     */
    Polled poll(PollOrder order, StatusDocument known, long now) {
        List<String> why = new ArrayList<>();
        boolean refused = false;
        long retryAfterMs = 0;
        for (URI url : PollSchedule.order(order.page().urls(), order.memory(), now)) {
            List<Validator> validators = validators(order.memory(), url, known);
            Fetched fetched = client.fetch(url, validators.getFirst());
            switch (fetched) {
                case Fetched.NotModified _ -> {
                    StatusDocument same = StatusDocument.of(known.reading(), known.note());
                    return complete(url, validators.getFirst(), validators, same, known, order.page());
                }
                case Fetched.Body body -> {
                    StatusReading reading = read(order.page(), body.bytes());
                    if (reading.why() == null) {
                        StatusDocument document = StatusDocument.of(reading, note(order.page()));
                        return complete(url, body.validator(), validators, document, known, order.page());
                    }
                    why.add(url.getHost() + ": " + reading.why());
                }
                case Fetched.Refused refusal -> {
                    refused = true;
                    retryAfterMs = Math.max(retryAfterMs, refusal.retryAfterMs());
                    why.add(url.getHost() + ": HTTP " + refusal.status());
                }
                case Fetched.Nothing nothing -> why.add(url.getHost() + ": " + nothing.why());
            }
        }
        return new Polled.Unanswered(String.join("; ", why), refused, retryAfterMs);
    }

    /** The versions known of the page and of its second part; none where the last reading is from elsewhere, or lost. */
    private static List<Validator> validators(PollMemory memory, URI url, StatusDocument known) {
        PollMemory.Origin origin = memory.origin();
        if (origin == null || origin.validators().isEmpty()) {
            return List.of(Validator.NONE);
        }
        boolean stands = origin.url().equals(url) && origin.hash().equals(known.hash());
        return stands ? origin.validators() : List.of(Validator.NONE);
    }

    private static StatusReading read(StatusPage page, byte[] bytes) {
        List<String> ids = page.components().values().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
        JsonNode tree = PageJson.tree(bytes);
        return tree == null
                ? StatusReading.unreadable(ids, "the page is not JSON")
                : StatusParser.parse(page.kind(), ids, tree);
    }

    private static @Nullable String note(StatusPage page) {
        return page.kind() == StatusSource.Kind.GOOGLE ? ABSENCE : null;
    }

    /** Adds the incidents where they stand beside the page. */
    private Polled.Answered complete(
            URI url,
            Validator validator,
            List<Validator> before,
            StatusDocument document,
            StatusDocument known,
            StatusPage page) {
        if (page.kind() != StatusSource.Kind.INCIDENT_IO) {
            return new Polled.Answered(url, List.of(validator), document);
        }
        List<StatusReading.Component> components = document.components();
        Validator incidentsBefore = before.size() > 1 ? before.get(1) : Validator.NONE;
        return switch (client.fetch(url.resolve("incidents.json"), incidentsBefore)) {
            case Fetched.NotModified _ ->
                answered(url, validator, incidentsBefore, components, known.incidents(), known.note());
            case Fetched.Body body -> {
                JsonNode tree = PageJson.tree(body.bytes());
                yield tree == null
                        ? answered(url, validator, Validator.NONE, components, List.of(), unread("not JSON"))
                        : answered(
                                url, validator, body.validator(), components, StatuspageFormat.incidents(tree), null);
            }
            case Fetched.Refused refusal ->
                answered(url, validator, Validator.NONE, components, List.of(), unread("HTTP " + refusal.status()));
            case Fetched.Nothing nothing ->
                answered(url, validator, Validator.NONE, components, List.of(), unread(nothing.why()));
        };
    }

    private static String unread(String why) {
        return "The incidents could not be read: %s.".formatted(why);
    }

    private static Polled.Answered answered(
            URI url,
            Validator page,
            Validator incidents,
            List<StatusReading.Component> components,
            List<StatusReading.Incident> underWay,
            @Nullable String note) {
        StatusReading reading = new StatusReading(components, underWay, null);
        return new Polled.Answered(url, List.of(page, incidents), StatusDocument.of(reading, note));
    }
}
