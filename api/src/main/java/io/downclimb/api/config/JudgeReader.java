package io.downclimb.api.config;

import io.downclimb.activities.judge.Anchors;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code judge} of a route. */
final class JudgeReader {
    private static final double SAMPLE = 0.05;
    private static final String NAME_JUDGES =
            "list models that judge, in order of preference: [{provider: …, model: …}, …]";

    private final Providers providers;
    private final Models models;

    JudgeReader(Providers providers, Models models) {
        this.providers = providers;
        this.models = models;
    }

    /**
     * Null where the key is absent, or once mistakes are told.
     *
     * @param holds the route's, also those left out by {@code when-set}: so a file is right or wrong on every machine alike
     */
    @Nullable
    Bench read(Section route, List<Hold> holds) {
        Element at = route.member("judge");
        if (at == null) {
            return null;
        }
        int before = at.reading().mistakes().count();
        Section section = at.section(Keys.JUDGE);
        Texts texts = new Texts();
        String rubric =
                file(section.required("rubric", "name the file that tells a judge what a good answer is"), texts);
        String anchors = anchors(section.scalar("anchors"), texts);
        double sample = section.share("sample", SAMPLE);
        List<Judging.Judge> judges = judges(section, holds);
        if (rubric == null || at.reading().mistakes().count() > before) {
            return null;
        }
        return new Bench(at, new Judging(rubric, anchors, sample, judges), texts.byHash());
    }

    /** The hash of the file's text; null, once the mistake is told, where no judge could be held to it. */
    private static @Nullable String anchors(@Nullable Scalar setting, Texts texts) {
        String text = setting == null ? null : Texts.file(setting);
        if (setting == null || text == null) {
            return null;
        }
        try {
            Anchors.parse(text);
            return texts.keep(text);
        } catch (IllegalArgumentException e) {
            setting.mistake("is not a file of anchors: " + e.getMessage(), "correct the file");
            return null;
        }
    }

    private static @Nullable String file(@Nullable Scalar setting, Texts texts) {
        String text = setting == null ? null : Texts.file(setting);
        return text == null ? null : texts.keep(text);
    }

    private List<Judging.Judge> judges(Section section, List<Hold> holds) {
        Element member = section.member("judges");
        if (member == null) {
            section.missing("judges", NAME_JUDGES);
            return List.of();
        }
        int before = member.reading().mistakes().count();
        List<Element> elements = member.list();
        if (member.node() == null || (member.isList() && elements.isEmpty())) {
            member.mistake(null, "names no judge", NAME_JUDGES);
        }
        List<Judging.Judge> judges = new ArrayList<>();
        for (Element element : elements) {
            Judging.Judge judge = judge(element.section(Keys.JUDGES));
            if (judge != null) {
                judges.add(judge);
            }
        }
        if (member.reading().mistakes().count() == before) {
            Bench.judged(holds).stream()
                    .filter(rung -> !Bench.canJudge(judges, rung))
                    .findFirst()
                    .ifPresent(rung -> tellOwnJudge(member, rung));
        }
        return judges;
    }

    private static void tellOwnJudge(Element judges, Rung.Model rung) {
        judges.mistake(
                rung.provider(),
                "has no judge on another provider than %s, whose answers on the rung %s are judged"
                        .formatted(rung.provider(), rung.tier()),
                "add one: nobody is the judge of their own work");
    }

    private Judging.@Nullable Judge judge(Section section) {
        String known = String.join(", ", providers.names());
        Scalar providerSetting = section.required("provider", "name one of: " + known);
        Scalar modelSetting = section.required("model", "write the provider's own name of the model");
        String provider = providerSetting == null ? null : providerSetting.text();
        String model = modelSetting == null ? null : modelSetting.text();
        if (providerSetting != null && provider != null && !providers.names().contains(provider)) {
            providerSetting.mistake("is not a provider; known: " + known, Suggestion.of(provider, providers.names()));
            return null;
        }
        if (provider == null || model == null) {
            return null;
        }
        return new Judging.Judge(provider, model, models.of(provider, model).price());
    }
}
