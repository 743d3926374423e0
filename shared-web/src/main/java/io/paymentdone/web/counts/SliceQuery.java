package io.paymentdone.web.counts;

import static java.util.Objects.requireNonNull;

import io.paymentdone.web.counts.Scan.Slice;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A scan of a PostgreSQL table. */
public final class SliceQuery implements RationedScan.Source {

  /** The begin of the slice that a time is in, for the query. */
  public static final String SLICE_OF =
      """
      case when {time} >= :fineFrom then date_bin('10 seconds', {time}, 'epoch')
           else date_bin('1 hour', {time}, 'epoch') end\
      """;

  /** Compiled expressions would take longer than a count that is worth it. */
  private static final String LIMITS =
      """
      select set_config('lock_timeout', '1s', true),
             set_config('statement_timeout', :timeoutMillis, true),
             set_config('jit', 'off', true)
      """;

  private static final String AT =
      " union all select null::timestamptz, 0, 0, statement_timestamp()";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String QUERY_CANCELED = "57014";

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final String table;
  private final String sql;
  private final Duration timeout;

  /**
   * A scan of a table.
   *
   * @param sql gives begin of the slice, rows, distinct payments, null; its parameters are {@code
   *     :from} and {@code :fineFrom}
   * @param timeout less than the connection's own
   */
  public SliceQuery(DataSource dataSource, String table, String sql, Duration timeout) {
    this.database = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.table = table;
    this.sql = sql + AT;
    this.timeout = timeout;
  }

  @Override
  public Scan scan(Instant from, Instant fineFrom) {
    try {
      return requireNonNull(transaction.execute(status -> query(from, fineFrom)));
    } catch (DataAccessException e) {
      String state = sqlState(e);
      if (LOCK_NOT_AVAILABLE.equals(state)) {
        throw ProblemException.of(
            ProblemCode.TABLE_LOCKED,
            "Another session holds a lock on the table "
                + table
                + ", so that its rows cannot be counted. Try again.",
            RETRY_AFTER);
      }
      if (QUERY_CANCELED.equals(state)) {
        throw new ScanTooLongException(e);
      }
      throw e;
    }
  }

  private Scan query(Instant from, Instant fineFrom) {
    database
        .sql(LIMITS)
        .param("timeoutMillis", Long.toString(timeout.toMillis()))
        .query((row, number) -> number)
        .list();
    List<Slice> slices = new ArrayList<>();
    List<Instant> at = new ArrayList<>();
    database
        .sql(sql)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("fineFrom", fineFrom.atOffset(ZoneOffset.UTC))
        .query(row -> {
          Instant begin = instant(row, 1);
          if (begin != null) {
            slices.add(new Slice(begin, row.getLong(2), row.getLong(3)));
          } else {
            at.add(requireNonNull(instant(row, 4)));
          }
        });
    return new Scan(from, fineFrom, at.getFirst(), List.copyOf(slices));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable String sqlState(DataAccessException e) {
    return e.getMostSpecificCause() instanceof SQLException cause ? cause.getSQLState() : null;
  }
}
