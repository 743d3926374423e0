package io.paymentdone.benchmarks.check;

import java.util.Locale;

/**
 * Where the payments of a load are.
 *
 * @param accepted answered 201
 * @param notAccepted sent, and answered otherwise or not at all
 * @param stored rows in PostgreSQL
 * @param storedTwice rows beyond the first of a key
 * @param lost accepted, and not in PostgreSQL
 * @param onTopic records
 * @param topicDiffers payments that are either stored or on the topic, and not both
 * @param inFeed entries
 * @param feedDiffers payments that are either stored or in the feed, and not both
 */
public record Counts(
    int accepted,
    int notAccepted,
    int stored,
    int storedTwice,
    int lost,
    int onTopic,
    int topicDiffers,
    int inFeed,
    int feedDiffers) {

  /** Of no payment. */
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * Whether each accepted payment is everywhere, once. One that was not accepted may be there too:
   * its answer may have been lost, but then it is everywhere.
   */
  public boolean agree() {
    return lost == 0
        && storedTwice == 0
        && stored - accepted <= notAccepted
        && topicDiffers == 0
        && onTopic == stored
        && feedDiffers == 0
        && inFeed == stored;
  }

  /** The sum of both. */
  public Counts plus(Counts other) {
    return new Counts(
        accepted + other.accepted,
        notAccepted + other.notAccepted,
        stored + other.stored,
        storedTwice + other.storedTwice,
        lost + other.lost,
        onTopic + other.onTopic,
        topicDiffers + other.topicDiffers,
        inFeed + other.inFeed,
        feedDiffers + other.feedDiffers);
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            "accepted %d (not: %d), PostgreSQL %d, topic %d, feed %d; lost %d, twice %d",
            accepted,
            notAccepted,
            stored,
            onTopic,
            inFeed,
            lost,
            storedTwice)
        + (agree()
            ? ""
            : String.format(
                Locale.ROOT, "; topic differs by %d, feed by %d", topicDiffers, feedDiffers));
  }
}
