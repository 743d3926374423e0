package io.paymentdone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.report.Report;
import io.paymentdone.faults.report.Result;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The system that the rows of the matrix share, one after another. A row that fails takes it with
 * it: the next gets a new one, so that one failure does not look like many.
 */
final class Matrix implements TestWatcher {

  /**
   * Share of the matrix's repetitions that a run does, 0 to 1; lengths of faults stay, for they are
   * made to pass time-outs.
   */
  private static final double SHARE = Double.parseDouble(System.getProperty("faults.share", "1"));

  private static final Duration BASELINE = Duration.ofSeconds(SHARE < 1 ? 5 : 10);

  private static final Report report = new Report("report");
  private static final Object lock = new Object();
  private static @Nullable SystemUnderFault shared;
  private static int systems;

  /** A trial on the shared system. */
  static Trial row(String row, String name) throws SQLException {
    synchronized (lock) {
      if (shared == null) {
        systems++;
        shared = SystemUnderFault.start(ClusterSpec.named("matrix-" + systems));
        Runtime.getRuntime().addShutdownHook(new Thread(Matrix::discard));
      }
      return new Trial(shared, row, name).withBaseline(BASELINE);
    }
  }

  /** How often a fault is repeated in this run. */
  static int times(int ofMatrix) {
    return Math.max(1, (int) Math.round(ofMatrix * SHARE));
  }

  /** How long a fault lasts that needs no minimum. */
  static Duration length(Duration ofMatrix) {
    return Duration.ofMillis(Math.max(15_000, (long) (ofMatrix.toMillis() * SHARE)));
  }

  /** Reports a trial and fails the test unless everything holds. */
  static void holds(Result result) {
    report.add(result);
    assertThat(result.violated()).extracting(InvariantResult::toString).isEmpty();
  }

  /** Reports a trial of which something must be seen to be broken. */
  static void violates(Result result, String invariant) {
    report.add(result);
    assertThat(result.violated()).extracting(InvariantResult::invariant).contains(invariant);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    discard();
  }

  private static void discard() {
    synchronized (lock) {
      if (shared != null) {
        shared.close();
        shared = null;
      }
    }
  }
}
