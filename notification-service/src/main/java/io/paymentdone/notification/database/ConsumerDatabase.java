package io.paymentdone.notification.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The consumer's own connections: however many read, no record waits for one of theirs.
 *
 * <p>What takes part in its transactions uses {@link #jdbc}; another template would write over a
 * connection of its own.
 */
@Component
public class ConsumerDatabase {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  /** On a pool of its own. */
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
