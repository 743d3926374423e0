package io.paymentdone.web.paging;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of a page whose texts the database has measured, so that it returns no more rows than the
 * page can hold: how large rows are is the clients' choice.
 *
 * @param octets of its texts, at least as many as characters
 */
public record SizedRow<T>(T item, int octets) {

  /**
   * Makes the statement of a page end with the row after those that {@link AnswerMemory#page} takes
   * by {@link #octets}.
   *
   * @param rows statement that returns at most one row more than the page may have
   * @param octets expression with columns of {@code rows}; never null
   * @param order columns of {@code rows} with their directions, without equal rows
   */
  public static String bounded(String rows, String octets, String order) {
    return """
    select *
      from (select sized.*,
                   row_number() over so_far as row_of_page,
                   sum(octets) over so_far as octets_so_far
              from (select item.*, {octets} as octets from ({rows}) item) sized
            window so_far as (order by {order} rows unbounded preceding)) page
     where row_of_page <= 2 or octets_so_far - octets <= {max}
     order by row_of_page
    """
        .replace("{rows}", rows)
        .replace("{octets}", octets)
        .replace("{order}", order)
        .replace("{max}", Integer.toString(Page.CHARACTERS_MAX));
  }

  /** An item with the size that a statement of {@link #bounded} returns in its row. */
  public static <T> SizedRow<T> of(T item, ResultSet row) throws SQLException {
    return new SizedRow<>(item, row.getInt("octets"));
  }
}
