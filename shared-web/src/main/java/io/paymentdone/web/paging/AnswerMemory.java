package io.paymentdone.web.paging;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The memory that the pages of all lists together may take until they are written: a share of the
 * heap. A client that reads slowly holds its page for as long, and there are as many of those as
 * there are connections.
 */
public final class AnswerMemory {

  private static final int HEAP_SHARE = 16;

  /** The objects of an item besides its texts, as it is read and as it is answered. */
  private static final int ITEM_BYTES = 1024;

  private static final int CHARACTER_BYTES = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int bytesMax;
  private final Semaphore bytes;

  /** Each callback of a request needs a name of its own. */
  private final AtomicLong holds = new AtomicLong();

  /** With a share of a heap of so many bytes. */
  public AnswerMemory(long heapBytes) {
    this.bytesMax = Math.toIntExact(Math.min(heapBytes / HEAP_SHARE, Integer.MAX_VALUE));
    this.bytes = new Semaphore(bytesMax);
  }

  /**
   * Makes a page of at most so many rows, and of fewer if their texts are long. Its memory is held
   * until the response to the current request has been written, or cannot be.
   *
   * @param rows at most {@code limit + 1}, in the list's order: the one more says that there is a
   *     next page
   * @param characters of a row, those of its texts
   * @param cursor the cursor that continues after an item
   * @throws ProblemException 503 {@code overloaded} while other pages hold the memory
   */
  public <T> Page<T> page(
      List<T> rows, int limit, ToIntFunction<T> characters, Function<T, String> cursor) {
    Page<T> page = Page.of(rows, limit, characters, cursor);
    hold(page.items(), characters);
    return page;
  }

  /**
   * The first rows, as many as a page may hold, and at least one if there is one; held as a page
   * is.
   *
   * @param characters of a row, those of its texts
   * @throws ProblemException 503 {@code overloaded} while other pages hold the memory
   */
  public <T> List<T> fitting(List<T> rows, ToIntFunction<T> characters) {
    List<T> items = Page.fitting(rows, characters);
    hold(items, characters);
    return items;
  }

  private <T> void hold(List<T> items, ToIntFunction<T> characters) {
    RequestAttributes request = RequestContextHolder.currentRequestAttributes();
    int share = share(items, characters);
    if (!bytes.tryAcquire(share)) {
      throw overloaded();
    }
    // Called when the request has been dispatched, so after its response was written, or failed.
    request.registerDestructionCallback(
        AnswerMemory.class.getName() + '-' + holds.incrementAndGet(),
        () -> bytes.release(share),
        RequestAttributes.SCOPE_REQUEST);
  }

  private <T> int share(List<T> items, ToIntFunction<T> characters) {
    long share = (long) ITEM_BYTES * items.size();
    for (T item : items) {
      share += (long) CHARACTER_BYTES * characters.applyAsInt(item);
    }
    return Math.toIntExact(Math.min(share, bytesMax));
  }

  /** Refused at once: what waited here would hold its page meanwhile. */
  private static ProblemException overloaded() {
    return ProblemException.of(
        ProblemCode.OVERLOADED,
        "Pages that other clients have not read yet use all memory reserved for pages. Nothing was"
            + " changed; repeat the request.",
        RETRY_AFTER);
  }
}
