package io.paymentdone.localstack;

import io.paymentdone.localstack.Options.Service;
import io.paymentdone.servers.UnpackedJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A packaged service, unpacked.
 *
 * @param service which one
 * @param directory where it is unpacked, and where its ahead-of-time cache is kept
 */
record Application(Service service, Path directory) {

  /** Unpacks what the build has made since the last time; a cache of what was before is gone. */
  void unpack() {
    Path unpacked = UnpackedJar.of(Artifacts.jar(service), directory);
    try {
      if (Files.exists(aotCache()) && isNewer(unpacked, aotCache())) {
        Files.delete(aotCache());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + aotCache(), e);
    }
  }

  private static boolean isNewer(Path file, Path other) throws IOException {
    return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(other)) > 0;
  }

  /** What to run. */
  Path jar() {
    return directory.resolve(Artifacts.jar(service).getFileName());
  }

  /** The JDK's ahead-of-time cache of it, once {@link AotCaches} has made it. */
  Path aotCache() {
    return directory.resolve("app.aot");
  }
}
