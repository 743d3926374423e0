package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.feed.FeedEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    int characters = PaymentDone.USER_ID_LENGTH_MAX + PaymentDone.DESCRIPTION_LENGTH_MAX;
    FeedEntry plain = largest(null);

    assertThat(budget.streams()).isLessThanOrEqualTo(clientsMax);
    assertThat(2L * 2 * characters * fitting(budget, plain) * budget.streams())
        .isPositive()
        .isLessThanOrEqualTo(heap / 8);
    assertThat(2L * 2 * characters * budget.entriesPerPoll()).isLessThanOrEqualTo(heap / 16);
  }

  @ParameterizedTest
  @CsvSource({"307,1000", "160,1000", "307,100000", "16,1000", "8192,1000"})
  void countsTheCharactersOfMetadata(long megabytes, int clientsMax) {
    long heap = megabytes * MEGABYTE;
    StreamBudget budget = StreamBudget.of(heap, clientsMax);
    FeedEntry entry = largest(largestMetadata());
    int characters =
        PaymentDone.USER_ID_LENGTH_MAX
            + PaymentDone.DESCRIPTION_LENGTH_MAX
            + PaymentDone.METADATA_KEYS_MAX
                * (PaymentDone.METADATA_KEY_LENGTH_MAX + PaymentDone.METADATA_VALUE_LENGTH_MAX);

    assertThat(2L * 2 * characters * fitting(budget, entry) * budget.streams())
        .isPositive()
        .isLessThanOrEqualTo(heap / 8);
  }

  private static int fitting(StreamBudget budget, FeedEntry entry) {
    return budget.fitting(Collections.nCopies(50, entry)).size();
  }

  private static FeedEntry largest(@Nullable SortedMap<String, String> metadata) {
    return entry(
        ASTRAL.repeat(PaymentDone.USER_ID_LENGTH_MAX),
        ASTRAL.repeat(PaymentDone.DESCRIPTION_LENGTH_MAX),
        metadata);
  }

  private static SortedMap<String, String> largestMetadata() {
    SortedMap<String, String> metadata = new TreeMap<>();
    for (int key = 0; key < PaymentDone.METADATA_KEYS_MAX; key++) {
      // The last character of each is another one.
      metadata.put(
          ASTRAL.repeat(PaymentDone.METADATA_KEY_LENGTH_MAX - 1)
              + Character.toString(0x1F300 + key),
          ASTRAL.repeat(PaymentDone.METADATA_VALUE_LENGTH_MAX));
    }
    return metadata;
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
    return entry(userId, description, null);
  }

  private static FeedEntry entry(
      String userId, String description, @Nullable SortedMap<String, String> metadata) {
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
        metadata,
        false);
  }
}
