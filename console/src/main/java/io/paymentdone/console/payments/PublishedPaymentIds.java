package io.paymentdone.console.payments;

import io.paymentdone.console.payments.PublishedPayment.TopicPartitionOffset;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Payment ids with their locations, about 30 bytes each: arrays in the order of arrival, and an
 * open-addressing hash table of positions in them.
 *
 * <p>Of an id 64 bits are kept, hashed with keys that nobody else knows. That one of a million
 * payments is taken for another has a probability of 3 in 100 million.
 */
final class PublishedPaymentIds {

  private static final long KEY_1 = new SecureRandom().nextLong() | 1;
  private static final long KEY_2 = new SecureRandom().nextLong();
  private static final int CHUNK = 1 << 14;
  private static final int TABLE_MIN = 1 << 10;
  private static final double LOAD_MAX = 0.7;
  private static final int OFFSET_BITS = 48;
  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

  /** Marks a location that was entered after later ones of its partition. */
  private static final long LATE = Long.MIN_VALUE;

  private static final int REMOVED = Integer.MIN_VALUE;

  /** Entries in the order of arrival; the first chunks are dropped when all in them is old. */
  private final List<Chunk> chunks = new ArrayList<>();

  private int used;
  private int live;

  /** Position of an entry plus one; 0 where the table is empty. */
  private int[] table = new int[TABLE_MIN];

  private static final class Chunk {
    private final long[] hashes = new long[CHUNK];
    private final long[] locations = new long[CHUNK];
    private final int[] slices = new int[CHUNK];
  }

  static long hash(String text) {
    long hash = KEY_2;
    for (int i = 0; i < text.length(); i++) {
      hash = mix(hash ^ text.charAt(i));
    }
    return hash;
  }

  private static long hash(UUID id) {
    return mix(mix(id.getMostSignificantBits() ^ KEY_2) ^ id.getLeastSignificantBits());
  }

  /** Stafford's mix 13, as SplittableRandom uses it, with a key. */
  private static long mix(long bits) {
    long mixed = bits * KEY_1;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  int size() {
    return live;
  }

  boolean contains(UUID id) {
    return position(hash(id)) >= 0;
  }

  /**
   * Adds an id; false when it is there.
   *
   * @param late whether later locations of the partition may have been added
   */
  boolean add(UUID id, TopicPartitionOffset location, int slice, boolean late) {
    long hash = hash(id);
    if (position(hash) >= 0) {
      return false;
    }
    if (used + 1 > table.length * LOAD_MAX) {
      index(Math.max(TABLE_MIN, 2 * table.length));
    }
    if (used == chunks.size() * CHUNK) {
      chunks.add(new Chunk());
    }
    Chunk chunk = chunks.getLast();
    int at = used % CHUNK;
    chunk.hashes[at] = hash;
    chunk.locations[at] =
        ((long) location.partition() << OFFSET_BITS) | location.offset() | (late ? LATE : 0);
    chunk.slices[at] = slice;
    enter(hash, used);
    used++;
    live++;
    return true;
  }

  /** Removes an id that is there, and gives its slice. */
  int remove(UUID id) {
    int position = position(hash(id));
    Chunk chunk = chunks.get(position / CHUNK);
    int slice = chunk.slices[position % CHUNK];
    chunk.slices[position % CHUNK] = REMOVED;
    live--;
    return slice;
  }

  @Nullable TopicPartitionOffset location(UUID id) {
    int position = position(hash(id));
    return position < 0 ? null : location(chunks.get(position / CHUNK).locations[position % CHUNK]);
  }

  private static TopicPartitionOffset location(long packed) {
    return new TopicPartitionOffset(partition(packed), packed & OFFSET_MASK);
  }

  private static int partition(long packed) {
    return (int) ((packed & ~LATE) >>> OFFSET_BITS);
  }

  /** Position of the entry; negative when there is none. */
  private int position(long hash) {
    int mask = table.length - 1;
    for (int slot = (int) hash & mask; table[slot] != 0; slot = (slot + 1) & mask) {
      int position = table[slot] - 1;
      Chunk chunk = chunks.get(position / CHUNK);
      if (chunk.hashes[position % CHUNK] == hash && chunk.slices[position % CHUNK] != REMOVED) {
        return position;
      }
    }
    return -1;
  }

  private void enter(long hash, int position) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = position + 1;
  }

  private void index(int slots) {
    table = new int[slots];
    for (int position = 0; position < used; position++) {
      Chunk chunk = chunks.get(position / CHUNK);
      if (chunk.slices[position % CHUNK] != REMOVED) {
        enter(chunk.hashes[position % CHUNK], position);
      }
    }
  }

  /** Removes what is of slices before one. */
  void forget(int slice) {
    int stale = 0;
    live = 0;
    for (int position = 0; position < used; position++) {
      int[] slices = chunks.get(position / CHUNK).slices;
      if (slices[position % CHUNK] < slice) {
        slices[position % CHUNK] = REMOVED;
        stale = stale == position ? position + 1 : stale;
      } else {
        live++;
      }
    }
    int chunksStale = Math.min(stale / CHUNK, chunks.size());
    chunks.subList(0, chunksStale).clear();
    used -= chunksStale * CHUNK;
    index(table.length);
  }

  /**
   * How many entries are not below their partition's offset, by slice.
   *
   * @param offsets by partition; a partition without one has none below it
   * @param partitions of the topic
   */
  Map<Integer, Long> notBelow(Map<Integer, Long> offsets, int partitions) {
    long[] limits = new long[partitions];
    offsets.forEach((partition, offset) -> {
      if (partition < partitions) {
        limits[partition] = offset;
      }
    });
    boolean[] done = new boolean[partitions];
    int open = partitions;
    Map<Integer, Long> counts = new HashMap<>();
    for (int position = used - 1; position >= 0 && open > 0; position--) {
      Chunk chunk = chunks.get(position / CHUNK);
      long location = chunk.locations[position % CHUNK];
      int partition = partition(location);
      int slice = chunk.slices[position % CHUNK];
      if ((location & OFFSET_MASK) < limits[partition]) {
        // The newest come first: all that follow of the partition are below it too.
        if ((location & LATE) == 0 && !done[partition]) {
          done[partition] = true;
          open--;
        }
      } else if (slice != REMOVED) {
        counts.merge(slice, 1L, Long::sum);
      }
    }
    return counts;
  }
}
