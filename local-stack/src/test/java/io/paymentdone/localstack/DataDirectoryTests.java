package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTests {

  @TempDir Path directory;

  @Test
  void isForOneStackAtATime() {
    DataDirectory first = DataDirectory.open(directory);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(directory))
        .withMessageContaining("process " + ProcessHandle.current().pid())
        .withMessageContaining("--data=");

    first.release();
    DataDirectory.open(directory).release();
  }

  @Test
  void keepsDataUnlessAFreshStartIsAskedFor() throws IOException {
    DataDirectory data = DataDirectory.open(directory);
    data.prepare(false, 1);
    Path file = Files.writeString(Files.createDirectory(data.of("postgres")).resolve("f"), "kept");

    data.prepare(false, 1);
    assertThat(file).hasContent("kept");

    data.prepare(true, 1);
    assertThat(data.of("postgres")).doesNotExist();
    data.release();
  }

  @Test
  void refusesDataOfAnotherNumberOfBrokers() {
    DataDirectory data = DataDirectory.open(directory);
    data.prepare(false, 1);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> data.prepare(false, 3))
        .withMessageContaining("--brokers=1")
        .withMessageContaining("--fresh");
    data.prepare(true, 3);
    data.release();
  }

  @Test
  void touchesNoDirectoryWithOtherFiles() throws IOException {
    Path file =
        Files.writeString(Files.createDirectory(directory.resolve("logs")).resolve("f"), "");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(directory))
        .withMessageContaining("nothing was touched")
        .withMessageContaining("--data=");
    assertThat(file).exists();
    assertThat(directory.resolve("lock")).doesNotExist();
  }

  @Test
  void closesToOthersWhatIsThere() throws IOException {
    DataDirectory data = DataDirectory.open(directory);
    data.prepare(false, 1);
    data.release();
    Path file = Files.writeString(data.log("kafka"), "kept");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

    DataDirectory.open(directory).release();

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(file).hasContent("kept");
  }

  @Test
  void refusesADirectoryThatOthersCanWriteTo() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(directory))
        .withMessageContaining("Others can write to")
        .withMessageContaining("--data=");
    assertThat(directory.resolve("lock")).doesNotExist();
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void isItsOwnAfterAFreshStartThatWasKilled() {
    DataDirectory data = DataDirectory.open(directory);
    data.prepare(true, 1);
    data.release();

    DataDirectory.open(directory).release();
  }

  @Test
  void knowsThatTheRunBeforeWasKilled() throws IOException {
    Files.writeString(directory.resolve("lock"), "4711");

    DataDirectory data = DataDirectory.open(directory);

    assertThat(data.wasLeftInUse()).isTrue();
    data.release();
    DataDirectory next = DataDirectory.open(directory);
    assertThat(next.wasLeftInUse()).isFalse();
    next.release();
  }
}
