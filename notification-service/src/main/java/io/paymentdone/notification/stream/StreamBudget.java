package io.paymentdone.notification.stream;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.feed.FeedEntry;
import java.util.List;

/**
 * The memory of entries on their way to clients: a share of the heap, divided equally among the
 * streams. A client that does not read its events holds its part, never that of another.
 *
 * @param streams most streams of the replica
 * @param bytesPerStream most bytes of the entries that one stream holds; at least the largest valid
 *     entry
 * @param entriesPerPoll most entries without metadata that one poll holds; one with metadata counts
 *     as several
 */
record StreamBudget(int streams, long bytesPerStream, int entriesPerPoll) {

  private static final int STREAMS_HEAP_SHARE = 8;

  private static final int POLL_HEAP_SHARE = 16;

  private static final int ENTRIES_PER_POLL_MAX = 5000;

  /** Memory of an entry's objects, besides the characters of its texts. */
  private static final int ENTRY_BYTES = 512;

  /** A string with one character outside of Latin-1 takes that much for each of its units. */
  private static final int UNIT_BYTES = 2;

  /** Of the objects of a key and its value. */
  private static final int METADATA_KEY_BYTES = 128;

  /** A character outside of the basic plane has two units. */
  private static final int PLAIN_ENTRY_BYTES_MAX =
      ENTRY_BYTES
          + 2 * UNIT_BYTES * (PaymentDone.USER_ID_LENGTH_MAX + PaymentDone.DESCRIPTION_LENGTH_MAX);

  private static final int METADATA_BYTES_MAX =
      PaymentDone.METADATA_KEYS_MAX
          * (METADATA_KEY_BYTES
              + 2
                  * UNIT_BYTES
                  * (PaymentDone.METADATA_KEY_LENGTH_MAX + PaymentDone.METADATA_VALUE_LENGTH_MAX));

  private static final int ENTRY_BYTES_MAX = PLAIN_ENTRY_BYTES_MAX + METADATA_BYTES_MAX;

  /**
   * Of metadata as JSON in UTF-8, what counts as one more entry of a poll: its characters take
   * twice as much, for a byte may become a unit. One entry more is counted for the objects.
   */
  static final int METADATA_BYTES_PER_WEIGHT = PLAIN_ENTRY_BYTES_MAX / UNIT_BYTES;

  /** Most that an entry counts as, so that a poll takes the largest. */
  private static final int WEIGHT_MAX = 2 + METADATA_BYTES_MAX / METADATA_BYTES_PER_WEIGHT;

  /**
   * The budget of a replica.
   *
   * @param streamsMax most streams, of which there may be fewer in a small heap
   */
  static StreamBudget of(long heapBytes, int streamsMax) {
    long share = heapBytes / STREAMS_HEAP_SHARE;
    int streams = Math.clamp(share / ENTRY_BYTES_MAX, 1, streamsMax);
    // The driver has all rows of the result until the last one has become an entry.
    long entries = heapBytes / POLL_HEAP_SHARE / (2 * PLAIN_ENTRY_BYTES_MAX);
    return new StreamBudget(
        streams, share / streams, Math.clamp(entries, WEIGHT_MAX, ENTRIES_PER_POLL_MAX));
  }

  /** The first entries that fit into the part of one stream: one at least, if there is one. */
  List<FeedEntry> fitting(List<FeedEntry> entries) {
    long bytes = 0;
    int count = 0;
    while (count < entries.size()) {
      bytes += bytes(entries.get(count));
      if (bytes > bytesPerStream && count > 0) {
        break;
      }
      count++;
    }
    // A copy, because a view keeps the others in memory.
    return List.copyOf(entries.subList(0, count));
  }

  private static long bytes(FeedEntry entry) {
    int keys = entry.metadata() == null ? 0 : entry.metadata().size();
    return ENTRY_BYTES + (long) UNIT_BYTES * entry.characters() + (long) METADATA_KEY_BYTES * keys;
  }
}
