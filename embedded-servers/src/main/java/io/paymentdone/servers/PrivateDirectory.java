package io.paymentdone.servers;

import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories and files that only the user can read or change: anyone who can write to a server's
 * data or programs runs commands as the user who starts it.
 */
public final class PrivateDirectory {

  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final long USER = new UnixSystem().getUid();

  private PrivateDirectory() {}

  /**
   * Makes the directory with mode 0700. One that is there is closed to others, with all that is in
   * it, if they could read it so far.
   *
   * @throws IOException with a message for people, when somebody else owns it or others can write
   *     to it, so that what is in it may be theirs; nothing is changed then
   */
  public static Path open(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return create(directory);
    }
    Path existing = directory.toRealPath();
    if (!Files.isDirectory(existing)) {
      throw new IOException(existing + " is a file where a directory is wanted.");
    }
    long owner = ((Number) Files.getAttribute(existing, "unix:uid")).longValue();
    if (owner != USER) {
      throw new IOException(
          existing
              + " belongs to the user "
              + Files.getOwner(existing)
              + ", who could exchange what is in it. Nothing was touched. Use a directory of your"
              + " own.");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(existing);
    if (permissions.contains(GROUP_WRITE) || permissions.contains(OTHERS_WRITE)) {
      throw new IOException(
          "Others can write to "
              + existing
              + " ("
              + PosixFilePermissions.toString(permissions)
              + "), so that what is in it may be theirs. Nothing was touched. If you trust them:"
              + " chmod -R go-w '"
              + existing
              + "'");
    }
    if (!permissions.equals(DIRECTORY)) {
      closeToOthers(existing);
    }
    return existing;
  }

  private static Path create(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY))
          .toRealPath();
    } catch (FileAlreadyExistsException madeMeanwhile) {
      return open(directory);
    }
  }

  /** Takes all rights of group and others from a directory and from what is in it. */
  static void closeToOthers(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            return close(path, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            return close(path, attributes);
          }
        });
  }

  private static FileVisitResult close(Path path, BasicFileAttributes attributes)
      throws IOException {
    // A symbolic link has no rights of its own, and what it leads to may be elsewhere.
    if (!attributes.isSymbolicLink()) {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      if (permissions.retainAll(DIRECTORY)) {
        Files.setPosixFilePermissions(path, permissions);
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /**
   * Makes an empty file with mode 0600 unless the file exists; other programs then append to it.
   */
  public static Path createFile(Path file) throws IOException {
    try {
      return Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    } catch (FileAlreadyExistsException kept) {
      return file;
    }
  }
}
