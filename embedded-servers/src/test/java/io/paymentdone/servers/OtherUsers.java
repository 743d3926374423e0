package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What other people on the machine can see. */
final class OtherUsers {

  private OtherUsers() {}

  /** Fails when group or others have any right to anything in the directory. */
  static void assertSeeNothingIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<String> open =
          files
              .filter(file -> !Files.isSymbolicLink(file))
              .filter(file -> !rights(file).endsWith("------"))
              .map(file -> rights(file) + " " + file)
              .toList();
      assertThat(open).as("what others can see").isEmpty();
    }
  }

  private static String rights(Path file) {
    try {
      return PosixFilePermissions.toString(
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException goneMeanwhile) {
      return "---------";
    }
  }
}
