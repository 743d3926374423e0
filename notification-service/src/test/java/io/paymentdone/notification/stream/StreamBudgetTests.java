package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.feed.FeedEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamBudgetTests {

  private static final long MEGABYTE = 1024 * 1024;
  private static final String ASTRAL = "\uD83D\uDCB6";

  @ParameterizedTest
  @CsvSource({"307,1000", "160,1000", "307,100000", "16,1000", "8192,1000"})
  void holdsAnEighthOfTheHeapWhateverClientsDo(long megabytes, int clientsMax) {
    long heap = megabytes * MEGABYTE;
    StreamBudget budget = StreamBudget.of(heap, clientsMax);
    List<FeedEntry> page =
        Collections.nCopies(
            50,
            entry(
                ASTRAL.repeat(PaymentDone.USER_ID_LENGTH_MAX),
                ASTRAL.repeat(PaymentDone.DESCRIPTION_LENGTH_MAX)));

    long bytes =
        2L
            * 2
            * (PaymentDone.USER_ID_LENGTH_MAX + PaymentDone.DESCRIPTION_LENGTH_MAX)
            * budget.fitting(page).size();

    assertThat(bytes).isPositive();
    assertThat(budget.streams()).isLessThanOrEqualTo(clientsMax);
    assertThat(bytes * budget.streams()).isLessThanOrEqualTo(heap / 8);
    assertThat(budget.entriesPerPoll() * bytes / budget.fitting(page).size())
        .isLessThanOrEqualTo(heap / 16);
  }

  @ParameterizedTest
  @ValueSource(longs = {256, 307, 1024})
  void takesAsManyOrdinaryEntriesAsAPageHas(long megabytes) {
    StreamBudget budget = StreamBudget.of(megabytes * MEGABYTE, 1000);
    List<FeedEntry> page = Collections.nCopies(50, entry("user1", "order 42"));

    assertThat(budget.fitting(page)).hasSize(50);
    assertThat(budget.streams()).isEqualTo(1000);
  }

  @Test
  void takesAnEntryThatIsLargerThanItsPart() {
    List<FeedEntry> page = Collections.nCopies(2, entry("user1", "x".repeat(1_000_000)));

    assertThat(StreamBudget.of(16 * MEGABYTE, 1000).fitting(page)).hasSize(1);
    assertThat(StreamBudget.of(16 * MEGABYTE, 1000).fitting(List.of())).isEmpty();
  }

  private static FeedEntry entry(String userId, String description) {
    return new FeedEntry(
        UUID.randomUUID(),
        userId,
        UUID.randomUUID(),
        1,
        "EUR",
        description,
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1,
        "consumer",
        false);
  }
}
