package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The exhibits of the museum of mistakes: how it is done right, and four mistakes. */
enum MuseumExhibit {
  /** Work, deduplicated by payment id, then commit. */
  @JsonProperty("right")
  RIGHT("right"),
  /** The offset is committed before the payment is handled. */
  @JsonProperty("commit-before-work")
  COMMIT_BEFORE_WORK("commit-before-work"),
  /** The offset is committed after the work, and repeated payments are not recognised. */
  @JsonProperty("no-deduplication")
  NO_DEDUPLICATION("no-deduplication"),
  /** The producer sends without the user as key. */
  @JsonProperty("no-key")
  NO_KEY("no-key"),
  /** The producer saves a payment and then sends it, in two steps of which the second may fail. */
  @JsonProperty("save-then-send")
  SAVE_THEN_SEND("save-then-send");

  private final String id;

  MuseumExhibit(String id) {
    this.id = id;
  }

  /** End of the names of its topic and group; of its producer's group it is {@link #senderId}. */
  String id() {
    return id;
  }

  String senderId() {
    return id + "-sender";
  }
}
