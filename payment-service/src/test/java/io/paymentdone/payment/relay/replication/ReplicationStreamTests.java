package io.paymentdone.payment.relay.replication;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyManager;

class ReplicationStreamTests {

  private final Connection connection = mock(Connection.class);
  private final PGConnection server = mock(PGConnection.class);
  private final CopyManager copies = mock(CopyManager.class);

  /** Takes as long as a link may be silent. */
  @Test
  void cutsASilentLinkThoughTheFirstTryFailed() throws SQLException {
    when(connection.createStatement()).thenReturn(mock(Statement.class));
    when(connection.unwrap(PGConnection.class)).thenReturn(server);
    when(server.getCopyAPI()).thenReturn(copies);
    when(copies.copyDual(any())).thenReturn(mock(CopyDual.class));
    doThrow(new NoClassDefFoundError("thrown by a test")).doNothing().when(connection).abort(any());
    Slot slot = new Slot("payment_relay");

    try (ScheduledExecutorService watchers = Executors.newSingleThreadScheduledExecutor();
        ReplicationStream _ = ReplicationStream.open(connection, slot, watchers)) {
      Duration most = ReplicationStream.SILENCE_MAX.multipliedBy(4);
      verify(connection, timeout(most.toMillis()).atLeast(2)).abort(any());
    }
  }
}
