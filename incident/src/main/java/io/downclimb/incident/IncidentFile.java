package io.downclimb.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads an incident file. Files come from anywhere: each bound is checked before memory is taken, and what does not hold is refused with an
 * {@link IncidentFormatException} that names the entry, the line and what to do. Nothing else is thrown for what a file says.
 */
public final class IncidentFile implements AutoCloseable {
    private final Container container;
    private final Limits limits;
    private final Manifest manifest;
    private final Closing closing;

    private IncidentFile(Container container, Limits limits) {
        this.container = container;
        this.limits = limits;
        manifest = readManifest();
        container.checkOrder();
        closing = readClosing();
        container.checkComplete(closing.digests().keySet());
    }

    /** Opens a file and reads manifest and closing. */
    public static IncidentFile open(Path path) {
        return open(path, Limits.DEFAULT);
    }

    /** Opens a file that may be at most so large. */
    public static IncidentFile open(Path path, Limits limits) {
        Container container = new Container(path, limits);
        try {
            return new IncidentFile(container, limits);
        } catch (IncidentFormatException e) {
            container.close();
            throw e;
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    public Closing closing() {
        return closing;
    }

    /** All but histories and contents. */
    public Incident load() {
        Arrivals arrivals = new Arrivals(limits);
        each(Part.POLICIES, PolicyLine.class, line -> {}, line -> arrivals.know(line.hash(), line.checked()));
        Set<String> ids = new HashSet<>();
        List<IncidentBreaker> breakers = list(Part.BREAKERS, IncidentBreaker.class, nothing());
        List<IncidentStatusPage> pages = list(Part.STATUS_PAGES, IncidentStatusPage.class, Plausible::check);
        List<IncidentTransition> transitions = list(Part.TRANSITIONS, IncidentTransition.class, Plausible::check);
        List<IncidentWindow> windows = list(Part.WINDOWS, IncidentWindow.class, Plausible::check);
        List<IncidentProbe> probes = list(Part.PROBES, IncidentProbe.class, Plausible::check);
        List<IncidentRequest> requests = list(Part.REQUESTS, IncidentRequest.class, request -> {
            arrivals.check(request);
            if (!ids.add(request.id())) {
                throw new IllegalArgumentException("request %s is there twice".formatted(request.id()));
            }
        });
        List<IncidentJudgement> judgements = list(Part.JUDGEMENTS, IncidentJudgement.class, Plausible::check);
        return new Incident(
                manifest,
                closing,
                arrivals.policies(),
                requests,
                byTime(transitions, IncidentTransition::at),
                byTime(windows, IncidentWindow::from),
                byTime(probes, IncidentProbe::sentAt),
                byTime(judgements, IncidentJudgement::at),
                breakers,
                pages);
    }

    /**
     * Each history in turn, in the file's order: breakers and pages first, then requests by arrival. One is held at a time. That an entry was damaged may
     * show only at its end, after some of its histories were handed over.
     */
    public void histories(Consumer<IncidentHistory> each) {
        forEach(Part.HISTORIES, HistoryLine::read, nothing(), each);
    }

    /** Each content in turn, where there are any. One is held at a time. */
    public void contents(Consumer<IncidentContent> each) {
        forEach(
                Part.CONTENTS,
                (line, length) -> IncidentJson.read(line, length, IncidentContent.class),
                nothing(),
                each);
    }

    @Override
    public void close() {
        container.close();
    }

    /** The version comes first: a file of another one may be otherwise in all the rest. */
    private Manifest readManifest() {
        String name = Part.MANIFEST.entry(1);
        if (!container.has(name)) {
            throw container
                    .place()
                    .refuse("this is a zip without %s, and so no incident".formatted(name), Place.NOT_OURS);
        }
        try (EntryText text = container.text(name, Part.MANIFEST)) {
            if (!text.next(null)) {
                throw text.here().refuse("is empty", Place.COPY_AGAIN);
            }
            JsonNode tree = decode(text, (line, length) -> IncidentJson.read(line, length, JsonNode.class), nothing());
            checkFormat(tree, text.here());
            Manifest read =
                    decode(text, (line, length) -> IncidentJson.read(line, length, Manifest.class), Plausible::check);
            only(text, null);
            return read;
        }
    }

    private static void checkFormat(JsonNode tree, Place place) {
        JsonNode format = tree.path("format");
        if (!format.canConvertToExactIntegral() || !format.canConvertToInt() || format.intValue() < 1) {
            throw place.refuse("it names no version of the format", Place.NOT_OURS);
        }
        if (format.intValue() > Manifest.FORMAT) {
            throw place.refuse(
                    "written by version %s in format %d; this version reads %d"
                            .formatted(
                                    Place.plain(tree.path("product").asText("unknown")),
                                    format.intValue(),
                                    Manifest.FORMAT),
                    Place.NEWER);
        }
    }

    private Closing readClosing() {
        String name = Part.CLOSING.entry(1);
        if (!container.has(name)) {
            throw container.place().refuse("%s is missing: the file was cut short".formatted(name), Place.COPY_AGAIN);
        }
        try (EntryText text = container.text(name, Part.CLOSING)) {
            if (!text.next(null)) {
                throw text.here().refuse("is empty", Place.COPY_AGAIN);
            }
            Closing read =
                    decode(text, (line, length) -> IncidentJson.read(line, length, Closing.class), Plausible::check);
            only(text, null);
            return read;
        }
    }

    private static void only(EntryText text, @Nullable String digest) {
        if (text.next(digest)) {
            throw text.here().refuse("there is more than one record", Place.EXPORT_AGAIN);
        }
    }

    private <T> List<T> list(Part part, Class<T> type, Check<T> check) {
        List<T> list = new ArrayList<>();
        each(part, type, list::add, check);
        return list;
    }

    private <T> void each(Part part, Class<T> type, Consumer<T> consumer, Check<T> check) {
        forEach(part, (line, length) -> IncidentJson.read(line, length, type), check, consumer);
    }

    private <T> void forEach(Part part, Decoder<T> decoder, Check<T> check, Consumer<T> consumer) {
        long number = 0;
        for (String name : container.entriesOf(part)) {
            String digest = closing.digests().get(name);
            try (EntryText text = container.text(name, part)) {
                while (text.next(digest)) {
                    number++;
                    consumer.accept(decode(text, decoder, check));
                }
                container.account(name, text.bytes());
            }
        }
        long counted = closing.counts().getOrDefault(part.text(), 0L);
        if (number != counted) {
            throw container
                    .place()
                    .in(Part.CLOSING.entry(1))
                    .refuse(
                            "it counts %d %s, there are %d".formatted(counted, part.text(), number),
                            Place.EXPORT_AGAIN);
        }
    }

    /** Whatever the words of a file make the decoding do, it ends in one kind of exception. */
    private static <T> T decode(EntryText text, Decoder<T> decoder, Check<T> check) {
        try {
            T record = decoder.decode(text.line(), text.length());
            check.check(record);
            return record;
        } catch (JsonProcessingException e) {
            throw text.here().refuse(e.getOriginalMessage(), Place.EXPORT_AGAIN, e);
        } catch (IOException | RuntimeException e) {
            throw text.here().refuse(String.valueOf(e.getMessage()), Place.EXPORT_AGAIN, e);
        }
    }

    private static <T> List<T> byTime(List<T> records, ToLongFunction<T> time) {
        records.sort(Comparator.comparingLong(time));
        return records;
    }

    private static <T> Check<T> nothing() {
        return record -> {};
    }

    private interface Decoder<T> {
        T decode(byte[] line, int length) throws IOException;
    }

    private interface Check<T> {
        void check(T record) throws IOException;
    }
}
