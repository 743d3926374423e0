package io.paymentdone.web.counts;

import io.paymentdone.web.counts.RationedScan.Aged;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts of a table by slices of 10 s, for who compares them with those of another one. */
@Schema(description = "Counts of a table by slices of ten seconds")
public record SliceCounts(
    @Schema(description = "One of all slices since the time, and a later one of the newest")
        List<Part> scans) {

  /** Kept the shortest, so that it costs next to nothing and is made often. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  /** A scan. */
  @Schema(name = "SliceScan", description = "A scan of the table")
  public record Part(
      @Schema(
              description = "First time that is counted; a time before it is not known",
              example = "2026-11-29T09:00:00Z")
          Instant from,
      @Schema(
              description =
                  "Begin of the statement by the database's clock: what had been committed by then"
                      + " is counted",
              example = "2026-11-29T10:00:00.123456Z")
          Instant at,
      @Schema(
              description =
                  "How long before the question that was, in milliseconds rounded up, 0 if it was"
                      + " after it; for who cannot compare clocks",
              example = "0")
          long ageMillis,
      @Schema(
              description =
                  "[n, rows, distinct payments] of the n-th ten seconds after from, from 0; without"
                      + " rows left out. Null if the caller has them (known)",
              example = "[[0, 12, 12], [3, 1, 1]]")
          @Nullable List<List<Long>> slices) {}

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
