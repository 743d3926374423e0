package io.paymentdone.faults.load;

/**
 * What the client sends; which payment is what follows from the seed.
 *
 * @param ratePerSecond payments sent a second, whether earlier ones were answered or not
 * @param users among whom the payments are spread
 * @param hotUserShare share of the first user, 0 to 1
 * @param duplicateShare of payments sent twice at once with the same key
 * @param keylessShare of payments sent without a key
 * @param retryShare of payments repeated once with the same key when no answer came
 */
public record LoadProfile(
    int ratePerSecond,
    int users,
    double hotUserShare,
    double duplicateShare,
    double keylessShare,
    double retryShare) {

  /** The load of every trial that does not say otherwise. */
  public static final LoadProfile DEFAULT =
      new LoadProfile(Integer.getInteger("faults.rate", 100), 1000, 0.1, 0.1, 0.1, 0.5);

  /** With another rate. */
  public LoadProfile withRatePerSecond(int rate) {
    return new LoadProfile(rate, users, hotUserShare, duplicateShare, keylessShare, retryShare);
  }

  /** With another share for the first user. */
  public LoadProfile withHotUserShare(double share) {
    return new LoadProfile(ratePerSecond, users, share, duplicateShare, keylessShare, retryShare);
  }

  /** Every payment has a key and is repeated once when no answer came, or a 503. */
  public LoadProfile withRetryAlways() {
    return new LoadProfile(ratePerSecond, users, hotUserShare, duplicateShare, 0, 1);
  }
}
