package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.RelayProperties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** A database whose first connection fails with an error, and each later one with an exception. */
final class BrokenDatabase implements JdbcConnectionDetails {

  /** The defaults. */
  static final RelayProperties PROPERTIES =
      new Binder().bindOrCreate("payment.relay", RelayProperties.class);

  private final AtomicBoolean opened = new AtomicBoolean();

  RelayConnections connections() {
    return new RelayConnections(this, PROPERTIES);
  }

  @Override
  public String getJdbcUrl() {
    if (opened.compareAndSet(false, true)) {
      throw new NoClassDefFoundError("thrown by a test");
    }
    return "jdbc:none:";
  }

  @Override
  public String getUsername() {
    return "nobody";
  }

  @Override
  public String getPassword() {
    return "";
  }
}
