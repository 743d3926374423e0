package io.paymentdone.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once for all servers of the user into {@code
 * ~/.cache/payment-done}; where that cannot be used, beside the data.
 */
final class PostgresBinaries {

  private static final int DIGEST_LENGTH = 16;
  private static final String EXECUTABLES = "bin/";

  private PostgresBinaries() {}

  /**
   * The directory that has {@code bin/postgres}.
   *
   * @param alternative made if need be when the user has no cache directory
   */
  static Path unpacked(Path alternative) throws IOException {
    String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    String name = "postgresql-" + digest(archive);
    Path target = cache(alternative).resolve(name);
    if (!Files.isExecutable(target.resolve("bin/postgres"))) {
      unpack(archive, target);
    }
    return target;
  }

  private static String archive(String system, String architecture) {
    String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String machine =
        switch (architecture) {
          case "aarch64", "arm64" -> "arm_64";
          default -> "x86_64";
        };
    return "/postgres-" + os + "-" + machine + ".txz";
  }

  private static InputStream open(String archive) throws IOException {
    InputStream in = PostgresBinaries.class.getResourceAsStream(archive);
    if (in == null) {
      throw new IOException("There are no binaries of PostgreSQL for this machine: " + archive);
    }
    return in;
  }

  private static String digest(String archive) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest()).substring(0, DIGEST_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** PostgreSQL also starts without a home directory, or with another user's as sudo leaves it. */
  private static Path cache(Path alternative) throws IOException {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path caches =
        configured != null && configured.startsWith("/")
            ? Path.of(configured)
            : Path.of(System.getProperty("user.home"), ".cache");
    if (!caches.isAbsolute()) {
      return PrivateDirectory.open(alternative);
    }
    try {
      return requireWritable(PrivateDirectory.open(caches.resolve("payment-done")));
    } catch (IOException unusable) {
      return PrivateDirectory.open(alternative);
    }
  }

  private static Path requireWritable(Path directory) throws IOException {
    if (!Files.isWritable(directory)) {
      throw new FileSystemException(directory.toString(), null, "read-only");
    }
    return directory;
  }

  /**
   * Unpacks beside the target and renames: several processes may do so at once, and one that is
   * killed leaves nothing that looks complete.
   */
  private static void unpack(String archive, Path target) throws IOException {
    Path unfinished =
        Files.createTempDirectory(
            target.getParent(),
            "unfinished-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      try (TarArchiveInputStream entries =
          new TarArchiveInputStream(
              new XZInputStream(new BufferedInputStream(open(archive), 1 << 16)))) {
        for (TarArchiveEntry entry = entries.getNextEntry();
            entry != null;
            entry = entries.getNextEntry()) {
          unpack(entry, entries, unfinished);
        }
      }
      PrivateDirectory.closeToOthers(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Where another process was quicker, a directory that is not empty is not replaced.
      if (!Files.isExecutable(target.resolve("bin/postgres"))) {
        throw new IOException(
            "PostgreSQL's programs cannot be unpacked into " + target.getParent() + ": " + e, e);
      }
    } finally {
      Trees.delete(unfinished);
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path directory)
      throws IOException {
    Path file = directory.resolve(entry.getName()).normalize();
    if (!file.startsWith(directory)) {
      throw new IOException("an archive's entry leads out of it: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else {
      Files.copy(content, file);
      if (directory.relativize(file).startsWith(EXECUTABLES)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      }
    }
  }
}
