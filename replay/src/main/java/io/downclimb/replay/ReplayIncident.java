package io.downclimb.replay;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Loads an incident for a test class, and replays all its histories with the workflows as they are, once and before the first test. Where one
 * is not repeated, the class fails, and the message names request, event and command.
 *
 * <pre>
 * &#64;ReplayIncident("incidents/outage.zip")
 * class OutageTest {
 *     &#64;Test
 *     void everybodyWasAnswered(Incident incident) {
 *         assertThat(incident).answeredWithinDeadline();
 *     }
 * }
 * </pre>
 *
 * <p>Constructors and test methods may ask for an {@link io.downclimb.incident.Incident} (all but histories and contents, in memory), an
 * {@link io.downclimb.incident.IncidentFile} (open until the class is over) and {@link Replays} (what was replayed).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(IncidentExtension.class)
public @interface ReplayIncident {
    /** The incident file: a resource of the class path, or else a file, relative to the working directory or absolute. */
    String value();

    /** Whether histories may be missing that the exporter could not get. They are reported as "downclimb.missing-histories" at any rate. */
    boolean allowMissing() default true;

    /** Implementations to replay with, instead of this version's own: what a change would do. Every type in the file must have one. */
    Class<?>[] workflows() default {};
}
