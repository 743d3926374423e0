package io.paymentdone.console.live;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Places for pages: so many in all, so many of one caller, and memory for the events on their way
 * to them. A page has its place from before it is sent anything until it has left.
 */
public final class PageRoom {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final int pages;
  private final int pagesPerCaller;
  private final PageMemory memory;
  private final Map<String, Integer> takenByCaller = new HashMap<>();
  private int taken;

  /**
   * A room in which all places are free.
   *
   * @param heapBytes of which a share is the memory of these pages
   */
  public PageRoom(int pages, int pagesPerCaller, long heapBytes) {
    this.pages = pages;
    this.pagesPerCaller = pagesPerCaller;
    this.memory = new PageMemory(heapBytes, pages);
  }

  /**
   * Takes a place for a page of a caller.
   *
   * @throws ProblemException 429 if the caller has used its share, 503 if all places are taken
   */
  synchronized Place take(String caller) {
    int callersOwn = takenByCaller.getOrDefault(caller, 0);
    if (callersOwn >= pagesPerCaller && callersOwn < pages) {
      throw ProblemException.of(
          ProblemCode.TOO_MANY_STREAMS_OF_CALLER,
          "You have "
              + callersOwn
              + " pages open, which is the limit for one caller; close one of them.",
          RETRY_AFTER);
    }
    if (taken >= pages) {
      throw ProblemException.of(
          ProblemCode.TOO_MANY_PAGES,
          pages + " pages are open already; close one of them.",
          RETRY_AFTER);
    }
    takenByCaller.put(caller, callersOwn + 1);
    taken++;
    return new Place(caller);
  }

  /** The place of one page. */
  public final class Place implements AutoCloseable {

    private final String caller;
    private boolean left;

    private Place(String caller) {
      this.caller = caller;
    }

    /** For the events on their way to this page and others. */
    public PageMemory memory() {
      return memory;
    }

    /** Gives the place back; further calls have no effect. */
    @Override
    public void close() {
      synchronized (PageRoom.this) {
        if (!left) {
          left = true;
          taken--;
          takenByCaller.computeIfPresent(caller, (of, own) -> own == 1 ? null : own - 1);
        }
      }
    }
  }
}
