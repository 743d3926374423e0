package io.paymentdone.notification.erasure;

/** The events that the inbox ignores because they were erased ({@code erased_user}). */
public final class ErasedEvents {

  /**
   * Condition of a statement that stores events {@code e}: the event was not erased. While no user
   * was erased, it is one look at an empty table for the whole batch, else one at the index for
   * each event.
   *
   * <p>Each statement of the consumer reads the table itself: whatever a replica remembered could
   * be older than the erasure by which the entry is gone.
   */
  public static final String NOT_ERASED =
      """
      case when exists (select from erased_user)
           then not exists (
             select from erased_user
              where erased_user.user_hash = {hash}
                and erased_user.partition = e.partition
                and erased_user."offset" >= e."offset")
           else true end\
      """
          .replace("{hash}", hash("e.user_id"));

  private ErasedEvents() {}

  /** Expression for the hash of a user id, which is an expression too. */
  static String hash(String userId) {
    return "sha256(convert_to(" + userId + ", 'UTF8'))";
  }
}
