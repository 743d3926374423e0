package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The exhibits of the museum of mistakes: how it is done right, and four mistakes. */
enum MuseumExhibit {
  /** Work, deduplicated by payment id, then commit. */
  RIGHT,
  /** The offset is committed before the payment is handled. */
  COMMIT_BEFORE_WORK,
  /** The offset is committed after the work, and repeated payments are not recognised. */
  NO_DEDUPLICATION,
  /** The producer sends without the user as key. */
  NO_KEY,
  /** The producer saves a payment and then sends it, in two steps of which the second may fail. */
  SAVE_THEN_SEND;

  /**
   * A regular expression for the ends of the names of topics and groups, those of the producers'
   * own groups among them.
   */
  static final String ENDS =
      Arrays.stream(values())
          .map(exhibit -> exhibit.hasSender() ? exhibit.id() + "(-sender)?" : exhibit.id())
          .collect(Collectors.joining("|"));

  /**
   * Its name for the page, such as {@code no-key}, and the end of the names of its topic and group;
   * of its producer's group it is {@link #senderId}.
   */
  @JsonValue
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String senderId() {
    return id() + "-sender";
  }

  /** Whether a producer of its own makes the mistake; the others' consumers do. */
  boolean hasSender() {
    return this == NO_KEY || this == SAVE_THEN_SEND;
  }
}
