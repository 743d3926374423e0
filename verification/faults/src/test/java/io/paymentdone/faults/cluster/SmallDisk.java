package io.paymentdone.faults.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk of a few hundred megabytes, in memory, that can be filled up. Takes root, and Linux. */
public final class SmallDisk implements AutoCloseable {

  private static final int MEGABYTE = 1024 * 1024;

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Whether this machine lets the harness have one. */
  public static boolean isAvailable() {
    return run(List.of("sh", "-c", "test $(id -u) = 0 && command -v mount")) == 0;
  }

  /** Mounts one on an empty directory. */
  static SmallDisk mount(Path directory, int megabytes) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
    String size = "size=" + megabytes + "m";
    int status = run(List.of("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory.toString()));
    if (status != 0) {
      throw new IllegalStateException("cannot mount a disk on " + directory);
    }
    return new SmallDisk(directory);
  }

  private static int run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Fills the rest of the disk. */
  public void fill() {
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      byte[] zeros = new byte[MEGABYTE / 16];
      for (long written = 0; written < directory.toFile().getTotalSpace(); written++) {
        ballast.write(zeros);
      }
    } catch (IOException full) {
      // The disk is full, as wanted.
      return;
    }
    throw new IllegalStateException(directory + " does not get full");
  }

  /** Frees what {@link #fill} has taken. */
  public void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot free " + directory, e);
    }
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  /** Unmounts it, also while something still has a file open on it. */
  @Override
  public void close() {
    run(List.of("umount", "-l", directory.toString()));
  }
}
