package io.paymentdone.console.live;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of events on their way to all pages. While its share of the heap is taken, only pages
 * that hold no more than an equal part of it are sent further events: pages that do not read never
 * disconnect one that does, unless a single event or its first state is larger than such a part.
 */
public final class PageMemory {

  /** All equal parts together are as large as the share, so both are an eighth at most. */
  private static final int HEAP_SHARE = 16;

  /** Of text with one character outside of Latin-1. */
  private static final int CHAR_BYTES = 2;

  private final long charsMax;
  private final long charsPerPage;
  private final AtomicLong chars = new AtomicLong();

  /**
   * The memory of some pages.
   *
   * @param heapBytes a sixteenth of it is the share of these pages
   */
  public PageMemory(long heapBytes, int pages) {
    this.charsMax = heapBytes / HEAP_SHARE / CHAR_BYTES;
    this.charsPerPage = charsMax / pages;
  }

  /**
   * Counts an event of a page.
   *
   * @param held characters of all events that the page holds, with this one
   * @return whether there is room for the event
   */
  boolean add(long length, long held) {
    return chars.addAndGet(length) <= charsMax || held <= charsPerPage;
  }

  /** Events of this length are no longer held. */
  void remove(long length) {
    chars.addAndGet(-length);
  }
}
