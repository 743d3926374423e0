package io.paymentdone.notification.feed;

import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * How far users have read their feeds. A mark is an offset in each partition with entries of the
 * user, so an entry that comes later is never read, in whatever partition it comes.
 */
@Service
class ReadMarks {

  static final int UNREAD_MAX = 100;

  /**
   * One statement, so that marks set at the same time do not get in each other's way: each row
   * keeps the greater offset, and rows are locked in the order of their partitions. The result is
   * the number of entries with the id, 0 or 1. The entry is locked, so that an erasure of the user
   * that deletes it waits for the mark and deletes it, too.
   */
  private static final String MARK =
      """
      with item as materialized (
        select partition, "offset" from notification where id = :id and user_id = :userId limit 1
           for key share
      ), marked as (
        insert into read_mark as mark (user_id, partition, "offset")
        select :userId, partition, "offset"
          from (select partition, "offset" from item
                union all
                select below.partition, newest."offset"
                  from item
                 cross join lateral generate_series(0, item.partition - 1) below (partition)
                 cross join lateral (
                   select n."offset"
                     from notification n
                    where n.user_id = :userId and n.partition = below.partition
                    order by n."offset" desc
                    limit 1) newest) position
         order by partition
        on conflict (user_id, partition) do update set "offset" = excluded."offset"
         where mark."offset" < excluded."offset"
      )
      select count(*) from item
      """;

  /**
   * Reads the unread entries up to the limit from the index, however long the feed is. The order
   * forces the index: without it a scan of the table could seem cheaper.
   */
  static final String UNREAD =
      """
      select count(*)
        from (select
                from generate_series(
                       0, (select max(partition) from notification where user_id = :userId))
                     each (partition)
                left join read_mark mark
                  on mark.user_id = :userId and mark.partition = each.partition
               cross join lateral (
                 select
                   from notification n
                  where n.user_id = :userId
                    and n.partition = each.partition
                    and n."offset" > coalesce(mark."offset", :none)
                  order by n."offset"
                  limit :limit) unread
               limit :limit) counted
      """;

  private final JdbcClient database;
  private final Bulkhead readers;

  ReadMarks(JdbcClient database, Bulkhead readers) {
    this.database = database;
    this.readers = readers;
  }

  /** Unread entries of a user. */
  @Schema(description = "Number of a user's unread items")
  record Unread(
      @Schema(description = "The user", example = "user1") String userId,
      @Schema(description = "Their number, at most " + UNREAD_MAX, example = "3") int unread,
      @Schema(description = "Whether there are more", example = "false") boolean capped) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "Unread[unread=" + unread + ", capped=" + capped + "]";
    }
  }

  /**
   * Marks an entry as read, and all that the feed lists after it now. A mark that is further
   * already stays.
   *
   * @param id of an entry in the feed of the user
   * @throws ProblemException 404 {@code unknown-item} for any other id
   */
  void mark(String userId, UUID id) {
    int found =
        readers.call(() ->
            database
                .sql(MARK)
                .param("userId", userId)
                .param("id", id)
                .query(Integer.class)
                .single());
    if (found == 0) {
      throw ProblemException.of(
          ProblemCode.UNKNOWN_ITEM,
          "The user's feed has no item with this id; what was read stays as it was. Read the feed"
              + " again and send the id of one of its items.");
    }
  }

  /** Counts the unread entries of a user. */
  Unread unread(String userId) {
    int counted =
        readers.call(() ->
            database
                .sql(UNREAD)
                .param("userId", userId)
                .param("none", Long.MIN_VALUE)
                .param("limit", UNREAD_MAX + 1)
                .query(Integer.class)
                .single());
    return new Unread(userId, Math.min(counted, UNREAD_MAX), counted > UNREAD_MAX);
  }
}
