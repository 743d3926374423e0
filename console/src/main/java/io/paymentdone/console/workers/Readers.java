package io.paymentdone.console.workers;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Status of the console's own threads, for the page.
 *
 * @param note which threads fail since when and why, for people; null if all run
 */
public record Readers(@Nullable String note, List<WorkerStatus> readers) {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The threads with this status. */
  public static Readers of(List<WorkerStatus> all) {
    String note =
        all.stream().map(Readers::note).filter(Objects::nonNull).collect(Collectors.joining(" "));
    return new Readers(note.isEmpty() ? null : note, all);
  }

  /** Since when and why a worker fails, for people; null while it runs. */
  public static @Nullable String note(WorkerStatus status) {
    return status.running() || status.since() == null
        ? null
        : status.name()
            + " has failed since "
            + CLOCK.format(status.since())
            + " UTC, and its data is out of date: "
            + status.reason()
            + ".";
  }
}
