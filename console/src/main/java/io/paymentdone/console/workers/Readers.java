package io.paymentdone.console.workers;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the page is told of the console's own threads.
 *
 * @param note what is not known, for people; null when all run
 */
public record Readers(@Nullable String note, List<WorkerStatus> readers) {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** From how each is. */
  public static Readers of(List<WorkerStatus> all) {
    String note =
        all.stream().map(Readers::note).filter(Objects::nonNull).collect(Collectors.joining(" "));
    return new Readers(note.isEmpty() ? null : note, all);
  }

  /** What is not known while this one does not run; null while it runs. */
  public static @Nullable String note(WorkerStatus status) {
    return status.running() || status.since() == null
        ? null
        : "What "
            + status.name()
            + " tells is not known since "
            + CLOCK.format(status.since())
            + " UTC: "
            + status.reason()
            + ".";
  }
}
