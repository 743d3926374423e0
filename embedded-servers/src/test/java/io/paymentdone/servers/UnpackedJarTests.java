package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedJarTests {

  private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

  @TempDir private Path directory;
  private Path packaged;

  @BeforeEach
  void pack() throws IOException {
    packaged = directory.resolve("service-exec.jar");
    pack("first");
  }

  private void pack(String content) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(packaged))) {
      write(
          jar,
          "META-INF/MANIFEST.MF",
          """
          Manifest-Version: 1.0
          Start-Class: demo.Main
          Implementation-Title: demo
          Implementation-Version: 1
          Spring-Boot-Classpath-Index: BOOT-INF/classpath.idx

          """);
      write(jar, "BOOT-INF/classpath.idx", "- \"BOOT-INF/lib/b.jar\"\n- \"BOOT-INF/lib/a.jar\"\n");
      write(jar, "BOOT-INF/lib/a.jar", "a");
      write(jar, "BOOT-INF/lib/b.jar", "b");
      write(jar, "BOOT-INF/classes/demo/Main.class", content);
    }
  }

  private static void write(JarOutputStream jar, String name, String content) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(content.getBytes(UTF_8));
  }

  @Test
  void runsTheClassesWithTheLibrariesInTheOrderOfTheIndex() throws IOException {
    Path unpacked = UnpackedJar.of(packaged, directory.resolve("unpacked"));

    assertThat(directory.resolve("unpacked/lib/a.jar")).hasContent("a");
    try (JarFile jar = new JarFile(unpacked.toFile())) {
      assertThat(jar.getEntry("demo/Main.class")).isNotNull();
      assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path"))
          .isEqualTo("lib/b.jar lib/a.jar");
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("demo.Main");
    }
  }

  @Test
  void leavesItAloneWhenTheBuildHasMadeTheSameAgain() throws IOException {
    Path unpacked = UnpackedJar.of(packaged, directory.resolve("unpacked"));
    Files.setLastModifiedTime(unpacked, LONG_AGO);

    pack("first");
    UnpackedJar.of(packaged, directory.resolve("unpacked"));

    assertThat(Files.getLastModifiedTime(unpacked)).isEqualTo(LONG_AGO);
  }

  @Test
  void unpacksWhatHasChanged() throws IOException {
    Path unpacked = UnpackedJar.of(packaged, directory.resolve("unpacked"));

    pack("second");
    UnpackedJar.of(packaged, directory.resolve("unpacked"));

    try (JarFile jar = new JarFile(unpacked.toFile())) {
      assertThat(jar.getInputStream(jar.getEntry("demo/Main.class"))).hasContent("second");
    }
  }
}
