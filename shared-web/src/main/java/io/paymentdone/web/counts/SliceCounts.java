package io.paymentdone.web.counts;

import io.paymentdone.web.counts.RationedScan.Aged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of a table by slices of 10 s, for who compares them with those of another one.
 *
 * @param scans one of all slices since a time, and a later one of the newest
 */
public record SliceCounts(List<Part> scans) {

  /** Kept the shortest, so that it costs next to nothing and is made often. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  /**
   * A scan.
   *
   * @param from first time that is counted; a time before it is not known
   * @param at begin of the statement by the database's clock: what had been committed by then is
   *     counted
   * @param ageMillis how long before the question that was, rounded up, 0 when it was after it; for
   *     who cannot compare clocks
   * @param slices {@code [n, rows, distinct payments]} of the n-th ten seconds after {@code from},
   *     from 0; without rows left out. Null when the caller has them
   */
  public record Part(Instant from, Instant at, long ageMillis, @Nullable List<List<Long>> slices) {}

  /**
   * Counts.
   *
   * @param whole scans back to any time that is asked for
   * @param recent scans the newest slices only, by a ration of its own
   * @param known {@code at} of a scan that the caller has; null for none
   */
  public static SliceCounts of(
      RationedScan whole,
      RationedScan recent,
      Instant since,
      @Nullable Instant known,
      Instant now) {
    Instant recently = now.minus(RECENT);
    List<Part> parts = new ArrayList<>();
    parts.add(part(whole.covering(since), since, known));
    if (recently.isAfter(since)) {
      parts.add(part(recent.covering(recently), since, null));
    }
    return new SliceCounts(List.copyOf(parts));
  }

  private static Part part(Aged counted, Instant since, @Nullable Instant known) {
    Scan scan = counted.scan();
    Instant from = floor(latest(since, scan.from(), scan.fineFrom()));
    return new Part(
        from,
        scan.at(),
        counted.age().plusNanos(999_999).toMillis(),
        scan.at().equals(known) ? null : slices(scan, from));
  }

  private static Instant latest(Instant... times) {
    Instant latest = Instant.MIN;
    for (Instant time : times) {
      latest = time.isAfter(latest) ? time : latest;
    }
    return latest;
  }

  private static Instant floor(Instant time) {
    return Instant.ofEpochSecond(
        Math.floorDiv(time.getEpochSecond(), Scan.FINE.toSeconds()) * Scan.FINE.toSeconds());
  }

  private static List<List<Long>> slices(Scan scan, Instant from) {
    return scan.slices().stream()
        .filter(slice -> !slice.begin().isBefore(from))
        .map(slice ->
            List.of(
                Duration.between(from, slice.begin()).dividedBy(Scan.FINE),
                slice.entries(),
                slice.payments()))
        .toList();
  }
}
