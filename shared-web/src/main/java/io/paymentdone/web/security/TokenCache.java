package io.paymentdone.web.security;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Callers of tokens that were found valid, by the tokens' digests; those that were not used for the
 * longest time make room.
 */
final class TokenCache {

  /** An entry without its texts, estimated upwards. */
  private static final int ENTRY_BYTES = 400;

  private final int entriesMax;
  private final long bytesMax;

  private final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  /**
   * Makes an empty one.
   *
   * @param bytesMax of all entries, estimated
   */
  TokenCache(int entriesMax, long bytesMax) {
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
  }

  private record Entry(Caller caller, long untilMillis) {

    int bytes() {
      return ENTRY_BYTES + 2 * (caller.name().length() + length(caller.userId()));
    }

    private static int length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }
  }

  /** The caller of a token; null when it is not known, or not any more. */
  synchronized @Nullable Caller get(ByteBuffer digest, long nowMillis) {
    Entry entry = entries.get(digest);
    if (entry == null) {
      return null;
    }
    if (entry.untilMillis <= nowMillis) {
      entries.remove(digest);
      bytes -= entry.bytes();
      return null;
    }
    return entry.caller;
  }

  /** Keeps a token's caller for a while. */
  synchronized void put(ByteBuffer digest, Caller caller, long untilMillis) {
    Entry entry = new Entry(caller, untilMillis);
    Entry before = entries.put(digest, entry);
    bytes += entry.bytes() - (before == null ? 0 : before.bytes());
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext() && (entries.size() > entriesMax || bytes > bytesMax)) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
