package io.paymentdone.servers.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a cache is used; that one is made and taken by the JVM, the stack's tests show. */
class AotCacheTests {

  private static final JvmOptions OPTIONS = new JvmOptions(List.of("-XX:+UseSerialGC"));

  @TempDir private Path directory;
  private PackagedService service;
  private AotCache cache;

  @BeforeEach
  void haveACache() throws IOException {
    service = new PackagedService(ServiceModule.NOTIFICATION, directory);
    cache = new AotCache(service, OPTIONS);
    Files.writeString(service.jar(), "jar");
    Files.writeString(cache.file(), "cache");
    Files.writeString(
        directory.resolve("app.aot.made-with"),
        System.getProperty("java.vm.version") + "\n-XX:+UseSerialGC\n");
  }

  @Test
  void isUsedWhenNothingHasChanged() {
    assertThat(cache.options().flags())
        .containsExactly("-XX:+UseSerialGC", "-XX:AOTCache=" + cache.file());
  }

  @Test
  void isNotUsedWithOtherFlags() {
    AotCache other = new AotCache(service, new JvmOptions(List.of("-XX:+UseG1GC")));

    assertThat(other.options().flags()).containsExactly("-XX:+UseG1GC");
  }

  @Test
  void isNotUsedForANewerJar() throws IOException {
    Files.setLastModifiedTime(service.jar(), FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(cache.options()).isEqualTo(OPTIONS);
  }

  @Test
  void isNotUsedWhenItsMakingWasInterrupted() throws IOException {
    Files.delete(directory.resolve("app.aot.made-with"));

    assertThat(cache.isValid()).isFalse();
  }

  @Test
  void isNotMadeAfterItWasCancelled() {
    cache.cancel();

    assertThatExceptionOfType(CancellationException.class).isThrownBy(cache::make);
    assertThat(cache.isValid()).isFalse();
  }
}
