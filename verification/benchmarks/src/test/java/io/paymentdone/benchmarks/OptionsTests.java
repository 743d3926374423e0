package io.paymentdone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTests {

  @Test
  void readsWhatIsGiven() {
    Options options =
        Options.of(
            "--only=a, b", "--rounds=2", "--seconds=3", "--connections=1,8", "--write=false");

    assertThat(options.only()).containsExactly("a", "b");
    assertThat(options.settings().rounds()).isEqualTo(2);
    assertThat(options.settings().window()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.settings().connections()).containsExactly(1, 8);
    assertThat(options.write()).isFalse();
  }

  @Test
  void emptyChoiceMeansAll() {
    assertThat(Options.of("--only=").only()).isEmpty();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--round=2"));
  }
}
