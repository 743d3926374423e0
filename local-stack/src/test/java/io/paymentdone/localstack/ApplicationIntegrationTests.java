package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.localstack.Options.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the packaged notification service. */
class ApplicationIntegrationTests {

  @TempDir private Path directory;
  private Application application;

  @BeforeEach
  void unpackAndCache() throws IOException {
    application = new Application(Service.NOTIFICATION, directory);
    application.unpack();
    Files.writeString(application.aotCache(), "cache");
  }

  @Test
  void keepsItsCacheWhenNothingHasChanged() {
    application.unpack();

    assertThat(application.aotCache()).exists();
    assertThat(JvmFlags.ofReplica("replica", application))
        .contains("-XX:AOTCache=" + application.aotCache());
  }

  @Test
  void dropsACacheOfWhatWasBefore() throws IOException {
    Files.setLastModifiedTime(application.jar(), FileTime.from(Instant.now().plusSeconds(60)));

    application.unpack();

    assertThat(application.aotCache()).doesNotExist();
    assertThat(JvmFlags.ofReplica("replica", application))
        .noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
  }
}
