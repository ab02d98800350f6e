package io.downclimb.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded servers for shell scripts, apart from the dev command.
 *
 * <ul>
 *   <li>{@code postgres FOLDER PORT DATABASE…}: runs PostgreSQL over the folder, creates the databases, prints
 *       {@code READY}, and stops when told to (SIGTERM);
 *   <li>{@code temporal-binary}: prints the path of the {@code temporal} program, which it gets first if need be.
 * </ul>
 */
public final class EmbeddedCommand {
    private EmbeddedCommand() {}

    /** Runs one of the commands above; progress goes to standard error. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(List.of(arguments));
        } catch (EmbeddedServerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void run(List<String> words) throws InterruptedException {
        if (words.size() >= 3 && words.getFirst().equals("postgres")) {
            LocalPostgres postgres =
                    LocalPostgres.start(Path.of(words.get(1)), Integer.parseInt(words.get(2)), System.err::println);
            words.subList(3, words.size()).forEach(postgres::createDatabase);
            System.out.println("READY " + postgres.jdbcUrl("postgres"));
            new CountDownLatch(1).await();
        }
        if (words.equals(List.of("temporal-binary"))) {
            System.out.println(TemporalBinary.locate(System.err::println));
            return;
        }
        System.err.println("usage: postgres FOLDER PORT DATABASE… | temporal-binary");
        System.exit(2);
    }
}
