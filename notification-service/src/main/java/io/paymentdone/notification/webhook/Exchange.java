package io.paymentdone.notification.webhook;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Attempted;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. A response counts once its body has ended or {@value
 * #BODY_BYTES_MAX} bytes of it were read; nothing of the body is kept.
 */
final class Exchange implements Callable<Outcome> {

  private static final int BODY_BYTES_MAX = 16 * 1024;

  private static final int GONE = 410;

  /** The receiver, or a proxy for it, is overloaded or down. */
  private static final Set<Integer> UNAVAILABLE = Set.of(429, 502, 503, 504);

  private final Supplier<? extends HttpClient> client;
  private final HttpPost request;
  private final Duration connectTimeOut;
  private final Clock clock;

  /** By the head of the response; null before it. */
  private volatile @Nullable Attempted answered;

  Exchange(
      Supplier<? extends HttpClient> client,
      HttpPost request,
      Duration connectTimeOut,
      Clock clock) {
    this.client = client;
    this.request = request;
    this.connectTimeOut = connectTimeOut;
    this.clock = clock;
  }

  @Override
  public Outcome call() {
    try {
      ClassicHttpResponse response = client.get().executeOpen(null, request, null);
      Attempted outcome = outcome(response);
      answered = outcome;
      skip(response.getEntity());
      return outcome;
    } catch (ConnectionRequestTimeoutException e) {
      // Other endpoints of the host have all connections that it may have.
      return new Withheld();
    } catch (IOException e) {
      return broken(FailureText.of(e, connectTimeOut));
    }
  }

  /**
   * Closes the connection, unless the response was read to its end and the connection is another
   * request's by now. Whatever the exchange is waiting for, it ends; only a look-up of the host's
   * name goes on in its thread until the resolver answers or gives up.
   */
  void close() {
    request.cancel();
  }

  /**
   * The outcome of an exchange that ends before its response does. The whole target is to blame: a
   * receiver that hangs or resets for one user only stays below the share of failures from which
   * the workers spare a target.
   */
  Failed broken(String reason) {
    Attempted known = answered;
    if (known instanceof Delivered delivered) {
      return new Failed(
          delivered.status(),
          "status " + delivered.status() + ", but the response did not end: " + reason,
          null,
          true);
    }
    return known instanceof Failed failed ? failed : new Failed(null, reason, null, true);
  }

  private Attempted outcome(ClassicHttpResponse response) {
    int status = response.getCode();
    if (status >= 200 && status < 300) {
      return new Delivered(status);
    }
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    Duration retryAfter =
        RetryAfter.parse(header == null ? null : header.getValue(), clock.instant());
    return new Failed(status, text(status, retryAfter), retryAfter, UNAVAILABLE.contains(status));
  }

  private static String text(int status, @Nullable Duration retryAfter) {
    if (status == GONE) {
      return "status 410 (Gone)";
    }
    if (status >= 300 && status < 400) {
      return "status " + status + ", redirects are not followed";
    }
    return retryAfter == null
        ? "status " + status
        : "status " + status + ", Retry-After " + retryAfter.toSeconds() + " s";
  }

  /** At the end of a body the connection goes back to the pool by itself. */
  private static void skip(@Nullable HttpEntity body) throws IOException {
    if (body != null) {
      body.getContent().readNBytes(BODY_BYTES_MAX);
    }
  }
}
