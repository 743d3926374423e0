package io.paymentdone.notification.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The connection pool of the consumer, so that no record waits for a connection while many readers
 * use theirs.
 *
 * <p>Statements of the consumer's transactions must use {@link #jdbc}; another template would use a
 * connection outside of the transaction.
 */
@Component
public class ConsumerDatabase {

  /**
   * Statement for the begin of a transaction: a row lock of a stalled member must not block this
   * member until both lose their membership.
   */
  public static final String LIMITS =
      """
      select set_config('lock_timeout', '300ms', true),
             set_config('transaction_timeout', '5s', true)
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  /** Uses this pool. */
  public ConsumerDatabase(@Qualifier("consumerDataSource") DataSource connections) {
    this.jdbc = new JdbcTemplate(connections);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(connections));
  }

  /** For single statements, and for those within {@link #transaction}. */
  public JdbcTemplate jdbc() {
    return jdbc;
  }

  /** Runs statements of {@link #jdbc} in a transaction. */
  public TransactionTemplate transaction() {
    return transaction;
  }
}
