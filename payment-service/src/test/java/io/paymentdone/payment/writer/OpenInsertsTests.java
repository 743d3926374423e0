package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenInsertsTests {

  private static final OpenInserts NONE = new OpenInserts(Set.of(), false);
  private static final OpenInserts TWO = new OpenInserts(Set.of("3/7", "4/9"), false);

  @Test
  void endWithTheLastOfThem() {
    assertThat(TWO.endedBefore(NONE)).isTrue();
    assertThat(TWO.endedBefore(new OpenInserts(Set.of("3/8"), false))).isTrue();
    assertThat(TWO.endedBefore(new OpenInserts(Set.of("3/8", "4/9"), false))).isFalse();
    assertThat(NONE.endedBefore(TWO)).isTrue();
  }

  /** When it is prepared, a transaction gets another name: any prepared one may be one of them. */
  @Test
  void doNotEndWhileOneMayBePrepared() {
    OpenInserts prepared = new OpenInserts(Set.of("-1/801"), true);

    assertThat(TWO.endedBefore(prepared)).isFalse();
    assertThat(prepared.endedBefore(prepared)).isFalse();
    assertThat(prepared.endedBefore(TWO)).isTrue();
    assertThat(NONE.endedBefore(prepared)).isTrue();
  }
}
