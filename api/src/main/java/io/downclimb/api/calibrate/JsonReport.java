package io.downclimb.api.calibrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.calibration.CallGrid;
import io.downclimb.workflows.calibration.CallRecord;
import io.downclimb.workflows.calibration.Delays;
import io.downclimb.workflows.calibration.QualityGrid;
import io.downclimb.workflows.calibration.Tried;
import io.downclimb.workflows.calibration.Trouble;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report for machines: the same facts. A delay that was not seen in time is null. */
final class JsonReport {
    private JsonReport() {}

    static String of(Evidence evidence, List<Section> sections, Options options) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("source", evidence.source());
        report.put("days", options.days());
        report.put("seed", options.seed());
        ArrayNode detectors = report.putArray("detectors");
        for (Section section : sections) {
            ObjectNode one = detectors.addObject().put("title", section.title());
            switch (section) {
                case Section.Calls calls -> calls(one, calls);
                case Section.Quality quality -> quality(one, quality);
                case Section.Unable unable -> one.put("unable", unable.why());
            }
        }
        evidence.left().forEach(report.putArray("left_out")::add);
        return report.toPrettyString() + System.lineSeparator();
    }

    private static void calls(ObjectNode json, Section.Calls section) {
        CallGroup group = section.group();
        CallRecord record = group.calls();
        json.put("detector", group.detector());
        json.put("provider", group.provider());
        json.put("model", group.model());
        json.put("route", group.route());
        json.put("tier", group.tier());
        json.put("calls", record.calls());
        json.put("no_news", group.passedOver());
        json.put("healthy_share", record.share());
        json.put("simulated_share", section.healthyShare());
        json.put("per_second", section.perSecond());
        group.classes().forEach(json.putObject("classes")::put);
        troubles(json, record.troubles());
        section.warnings().forEach(json.putArray("warnings")::add);
        ArrayNode settings = json.putArray("settings");
        for (Tried.Calls tried : section.tried()) {
            ObjectNode one = settings.addObject();
            setting(one, tried.setting(), section.perSecond());
            one.put("present", tried.setting().equals(group.present()));
            one.put("proposed", tried.equals(section.proposal()));
            results(one, tried, "bad_share", CallGrid.TROUBLES);
            CallRecord.Replay replay = tried.replay();
            if (replay != null) {
                one.put("troubles_seen", replay.seen());
                one.put("trips_elsewhere", replay.elsewhere());
            }
        }
        Tried.Calls proposal = section.proposal();
        if (proposal == null) {
            json.putNull("proposal");
        } else {
            setting(json.putObject("proposal"), proposal.setting(), section.perSecond());
        }
    }

    private static void quality(ObjectNode json, Section.Quality section) {
        ScoreGroup group = section.group();
        json.put("detector", "quality");
        json.put("provider", group.provider());
        json.put("route", group.route());
        json.put("tier", group.tier());
        json.put("versions", group.version());
        json.put("scores", group.scores().scores());
        json.put("bar", group.bar());
        json.put("healthy_mean", section.mean());
        json.put("healthy_deviation", section.deviation());
        json.put("per_second", section.perSecond());
        json.put("sample", group.sample());
        troubles(json, group.scores().troubles());
        section.warnings().forEach(json.putArray("warnings")::add);
        ArrayNode settings = json.putArray("settings");
        List<Double> means = QualityGrid.TROUBLES.stream()
                .map(below -> Math.max(0, group.bar() - below))
                .toList();
        for (Tried.Quality tried : section.tried()) {
            ObjectNode one = settings.addObject();
            setting(one, tried.setting(), section.perSecond());
            one.put("present", tried.setting().equals(group.present()));
            one.put("proposed", tried.equals(section.proposal()));
            results(one, tried, "mean", means);
        }
        Tried.Quality proposal = section.proposal();
        if (proposal == null) {
            json.putNull("proposal");
        } else {
            setting(json.putObject("proposal"), proposal.setting(), section.perSecond());
        }
    }

    private static void setting(ObjectNode json, CallDetector setting, double perSecond) {
        json.put("setting", Words.yaml(setting, perSecond));
    }

    private static void setting(ObjectNode json, QualityWatch setting, double perSecond) {
        json.put("setting", Words.yaml(setting, perSecond));
    }

    private static void results(ObjectNode json, Tried tried, String troubleName, List<Double> troubles) {
        json.put("false_trips_per_day", tried.falseTrips().perDay());
        json.put("days", tried.falseTrips().days());
        ArrayNode delays = json.putArray("delays");
        for (int trouble = 0; trouble < troubles.size(); trouble++) {
            Delays one = tried.delays().get(trouble);
            delays.addObject()
                    .put(troubleName, troubles.get(trouble))
                    .put("median_s", finite(one.median()))
                    .put("p95_s", finite(one.p95()))
                    .put("missed_share", one.missedShare());
        }
    }

    private static void troubles(ObjectNode json, List<Trouble> troubles) {
        ArrayNode array = json.putArray("troubles");
        for (Trouble trouble : troubles) {
            array.addObject()
                    .put("from", Instant.ofEpochMilli(trouble.from()).toString())
                    .put("to", Instant.ofEpochMilli(trouble.to()).toString())
                    .put("calls", trouble.calls())
                    .put("bad", trouble.bad());
        }
    }

    private static @Nullable Double finite(double seconds) {
        return Double.isFinite(seconds) ? seconds : null;
    }
}
