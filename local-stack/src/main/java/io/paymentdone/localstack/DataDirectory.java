package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paymentdone.servers.PrivateDirectory;
import io.paymentdone.servers.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Data and logs of one stack, locked while it runs. */
final class DataDirectory {

  private static final String LOCK = "lock";

  /** Marks the directory as a stack's; holds the number of brokers that the data was made with. */
  private static final String LAYOUT = "brokers";

  private final Path root;
  private final FileChannel lock;
  private final boolean leftInUse;

  private DataDirectory(Path root, FileChannel lock, boolean leftInUse) {
    this.root = root;
    this.lock = lock;
    this.leftInUse = leftInUse;
  }

  /**
   * Makes the directory if need be and locks it until this process ends.
   *
   * @throws StartException when another stack runs on it, or something else keeps files there
   */
  static DataDirectory open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    Path file = root.resolve(LOCK);
    try {
      if (Files.exists(root) && !isOfStack(root)) {
        throw new StartException(
            root
                + " has files that are not a local stack's; nothing was touched. Name an empty or a"
                + " new directory with --data=...");
      }
      PrivateDirectory.open(root);
      PrivateDirectory.createFile(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        throw new StartException(
            "A local stack runs on "
                + root
                + " already (process "
                + Files.readString(file, US_ASCII).strip()
                + "). Stop it, or give this one another place with --data=...");
      }
      boolean leftInUse = channel.size() > 0;
      channel.truncate(0);
      channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
      return new DataDirectory(root, channel, leftInUse);
    } catch (IOException e) {
      throw new StartException(
          "The data directory "
              + root
              + " cannot be used: "
              + reason(e)
              + "\nAnother one can be named with --data=...",
          e);
    }
  }

  /**
   * Whether the directory is a stack's and may be wiped: the user may have named a home directory.
   */
  private static boolean isOfStack(Path root) throws IOException {
    if (Files.isRegularFile(root.resolve(LAYOUT))) {
      return true;
    }
    try (Stream<Path> children = Files.list(root)) {
      return children.allMatch(root.resolve(LOCK)::equals);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Locked by this very process.
      return false;
    }
  }

  /** Whether the run before this one was killed, so that its processes may still be ending. */
  boolean wasLeftInUse() {
    return leftInUse;
  }

  /**
   * Prepares the directory for a start.
   *
   * @param fresh whether data of earlier runs is wiped
   * @param brokers how many Kafka is to have; data of another number cannot be used
   */
  void prepare(boolean fresh, int brokers) {
    try {
      Trees.delete(logs());
      if (fresh) {
        wipe();
      }
      Path layout = root.resolve(LAYOUT);
      String wanted = Integer.toString(brokers);
      String kept = !fresh && Files.exists(layout) ? Files.readString(layout).strip() : wanted;
      if (!kept.equals(wanted)) {
        throw new StartException(
            "The data in "
                + root
                + " was made with --brokers="
                + kept
                + "; use that, or wipe it with --fresh.");
      }
      Files.writeString(PrivateDirectory.createFile(layout), wanted);
      PrivateDirectory.open(logs());
    } catch (IOException e) {
      throw new StartException(
          "The data directory " + root + " cannot be prepared: " + reason(e), e);
    }
  }

  /** The message of a FileSystemException is only the file's name; other messages are complete. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
  }

  private void wipe() throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      for (Path child : children.toList()) {
        // The layout stays until it is written again: it marks the directory as a stack's.
        if (!child.equals(root.resolve(LOCK)) && !child.equals(root.resolve(LAYOUT))) {
          Trees.delete(child);
        }
      }
    }
  }

  /** Where a server or an application keeps its files. */
  Path of(String server) {
    return root.resolve(server);
  }

  /** Log of one process. */
  Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /** Log of this process, made with mode 0600 because Logback would let others read it. */
  Path newLog(String process) {
    try {
      return PrivateDirectory.createFile(log(process));
    } catch (IOException e) {
      throw new StartException("The log " + log(process) + " cannot be made: " + e, e);
    }
  }

  /** Directory of all logs. */
  Path logs() {
    return root.resolve("logs");
  }

  /** Notes that all processes have ended. */
  void release() {
    try {
      lock.truncate(0);
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + root.resolve(LOCK), e);
    }
  }
}
