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
 * Payment ids with the location of their event on the topic, about 30 bytes each: arrays in the
 * order of arrival, and an open-addressing hash table of indexes into the arrays.
 *
 * <p>Of each id a hash of 64 bits is kept, with random keys. The probability of a collision among a
 * million payments is 3 in 100 million.
 */
final class PublishedPaymentIds {

  private static final long KEY_1 = new SecureRandom().nextLong() | 1;
  private static final long KEY_2 = new SecureRandom().nextLong();
  private static final int CHUNK = 1 << 14;
  private static final int TABLE_MIN = 1 << 10;
  private static final double LOAD_MAX = 0.7;
  private static final int OFFSET_BITS = 48;
  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

  /** Marks a location that was added after later locations of its partition. */
  private static final long LATE = Long.MIN_VALUE;

  private static final int REMOVED = Integer.MIN_VALUE;

  /** Entries in the order of arrival; a chunk is dropped once all of its entries are old. */
  private final List<Chunk> chunks = new ArrayList<>();

  private int used;
  private int live;

  /** Index of an entry plus one; 0 for an empty slot. */
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
    return indexOf(hash(id)) >= 0;
  }

  /**
   * Adds an id; returns false if it is present already.
   *
   * @param late whether later locations of the partition may have been added before
   */
  boolean add(UUID id, TopicPartitionOffset location, int slice, boolean late) {
    long hash = hash(id);
    if (indexOf(hash) >= 0) {
      return false;
    }
    if (used + 1 > table.length * LOAD_MAX) {
      rehash(Math.max(TABLE_MIN, 2 * table.length));
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

  /** Removes an id that is present and returns its slice. */
  int remove(UUID id) {
    int index = indexOf(hash(id));
    Chunk chunk = chunks.get(index / CHUNK);
    int slice = chunk.slices[index % CHUNK];
    chunk.slices[index % CHUNK] = REMOVED;
    live--;
    return slice;
  }

  @Nullable TopicPartitionOffset location(UUID id) {
    int index = indexOf(hash(id));
    return index < 0 ? null : location(chunks.get(index / CHUNK).locations[index % CHUNK]);
  }

  private static TopicPartitionOffset location(long packed) {
    return new TopicPartitionOffset(partition(packed), packed & OFFSET_MASK);
  }

  private static int partition(long packed) {
    return (int) ((packed & ~LATE) >>> OFFSET_BITS);
  }

  /** Index of the entry; negative if there is none. */
  private int indexOf(long hash) {
    int mask = table.length - 1;
    for (int slot = (int) hash & mask; table[slot] != 0; slot = (slot + 1) & mask) {
      int index = table[slot] - 1;
      Chunk chunk = chunks.get(index / CHUNK);
      if (chunk.hashes[index % CHUNK] == hash && chunk.slices[index % CHUNK] != REMOVED) {
        return index;
      }
    }
    return -1;
  }

  private void enter(long hash, int index) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = index + 1;
  }

  private void rehash(int slots) {
    table = new int[slots];
    for (int index = 0; index < used; index++) {
      Chunk chunk = chunks.get(index / CHUNK);
      if (chunk.slices[index % CHUNK] != REMOVED) {
        enter(chunk.hashes[index % CHUNK], index);
      }
    }
  }

  /** Removes all entries of slices before one. */
  void forget(int slice) {
    int stale = 0;
    live = 0;
    for (int index = 0; index < used; index++) {
      int[] slices = chunks.get(index / CHUNK).slices;
      if (slices[index % CHUNK] < slice) {
        slices[index % CHUNK] = REMOVED;
        stale = stale == index ? index + 1 : stale;
      } else {
        live++;
      }
    }
    int chunksStale = Math.min(stale / CHUNK, chunks.size());
    chunks.subList(0, chunksStale).clear();
    used -= chunksStale * CHUNK;
    rehash(table.length);
  }

  /**
   * Number of entries at or after the offset of their partition, by slice.
   *
   * @param offsets offsets by partition; a partition without an offset counts from 0
   * @param partitions number of partitions of the topic
   */
  Map<Integer, Long> countAtOrAfter(Map<Integer, Long> offsets, int partitions) {
    long[] limits = new long[partitions];
    offsets.forEach((partition, offset) -> {
      if (partition < partitions) {
        limits[partition] = offset;
      }
    });
    boolean[] done = new boolean[partitions];
    int open = partitions;
    Map<Integer, Long> counts = new HashMap<>();
    for (int index = used - 1; index >= 0 && open > 0; index--) {
      Chunk chunk = chunks.get(index / CHUNK);
      long location = chunk.locations[index % CHUNK];
      int partition = partition(location);
      int slice = chunk.slices[index % CHUNK];
      if ((location & OFFSET_MASK) < limits[partition]) {
        // The loop goes from the newest to the oldest entry, so all further entries of this
        // partition are before the offset too.
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
