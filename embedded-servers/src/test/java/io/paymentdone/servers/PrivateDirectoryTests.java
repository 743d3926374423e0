package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTests {

  @TempDir Path parent;

  @Test
  void isMadeForTheUserAlone() throws IOException {
    PrivateDirectory.open(parent.resolve("a/b"));

    assertThat(permissions("a/b")).isEqualTo("rwx------");
  }

  @Test
  void isClosedWithAllThatIsInIt() throws IOException {
    make("old", "rwxr-xr-x");
    Files.writeString(parent.resolve("old/log"), "kept");
    set("old/log", "rw-r--r--");
    Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "");
    set("elsewhere", "rw-r--r--");
    Files.createSymbolicLink(parent.resolve("old/link"), elsewhere);

    PrivateDirectory.open(parent.resolve("old"));

    assertThat(permissions("old")).isEqualTo("rwx------");
    assertThat(permissions("old/log")).isEqualTo("rw-------");
    assertThat(parent.resolve("old/log")).hasContent("kept");
    assertThat(permissions("elsewhere")).isEqualTo("rw-r--r--");
  }

  @Test
  void refusesWhatOthersCanWriteTo() throws IOException {
    make("shared", "rwxrwxrwx");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> PrivateDirectory.open(parent.resolve("shared")))
        .withMessageContaining("Others can write to")
        .withMessageContaining("chmod -R go-w");
    assertThat(permissions("shared")).isEqualTo("rwxrwxrwx");
  }

  @Test
  void refusesWhatSomebodyElseOwns() throws IOException {
    assumeTrue(new UnixSystem().getUid() == 0, "only root can give a directory away");
    make("given", "rwx------");
    Files.setAttribute(parent.resolve("given"), "unix:uid", 65534);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> PrivateDirectory.open(parent.resolve("given")))
        .withMessageContaining("belongs to the user");
  }

  private void make(String name, String permissions) throws IOException {
    Files.createDirectory(parent.resolve(name));
    set(name, permissions);
  }

  private void set(String name, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        parent.resolve(name), PosixFilePermissions.fromString(permissions));
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(parent.resolve(name)));
  }
}
