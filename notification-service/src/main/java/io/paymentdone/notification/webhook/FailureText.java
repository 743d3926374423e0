package io.paymentdone.notification.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request failed, in words for the client that owns the endpoint. Nothing in it is the
 * receiver's own text, and no address: the texts must not tell what is in the network of the
 * service.
 */
final class FailureText {

  private FailureText() {}

  /** A request that has no response in time. */
  static String timeOut(Duration limit) {
    return "time-out after " + text(limit);
  }

  /** A request that failed before its response was complete. */
  static String of(IOException failure, Duration connectTimeOut) {
    return switch (failure) {
      // One text for no address and for refused ones: it must not tell which internal names exist.
      case UnknownHostException _ -> RefusedHostException.TEXT;
      case ConnectTimeoutException _ -> "no connection within " + text(connectTimeOut);
      case ConnectException refused -> refusal(refused);
      case NoRouteToHostException _ -> "no route to the host";
      case SSLException tls -> "TLS: " + tls(tls);
      case NoHttpResponseException _ -> "the connection was closed without a response";
      case ConnectionClosedException _ -> "the connection was closed in the middle of the response";
      case SocketException _ -> "connection reset";
      case MessageConstraintException _ -> "the head of the response is too long";
      case ClientProtocolException _ -> "the response is not HTTP/1.1";
      default -> "the exchange broke off (" + failure.getClass().getSimpleName() + ")";
    };
  }

  private static String refusal(ConnectException failure) {
    return String.valueOf(failure.getMessage()).contains("refused")
        ? "connection refused"
        : "the host cannot be reached";
  }

  private static String tls(SSLException failure) {
    String unspecific = "handshake failed";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException invalid) {
        return certificate(invalid);
      }
      if (cause instanceof CertPathBuilderException) {
        unspecific = "the certificate is of no authority that is trusted here";
      } else if (cause instanceof CertificateException && cause.getCause() == null) {
        unspecific = "the certificate is not valid for this host";
      }
    }
    return unspecific;
  }

  private static String certificate(CertPathValidatorException invalid) {
    return switch (invalid.getReason()) {
      case BasicReason.EXPIRED -> {
        LocalDate end = end(invalid);
        yield end == null ? "certificate expired" : "certificate expired on " + end;
      }
      case BasicReason.NOT_YET_VALID -> "the certificate is not valid yet";
      case BasicReason.REVOKED -> "the certificate was revoked";
      default -> "the certificate is not trusted";
    };
  }

  /** Last day of the certificate that made a chain invalid, in UTC. */
  private static @Nullable LocalDate end(CertPathValidatorException invalid) {
    if (invalid.getCertPath() == null || invalid.getIndex() < 0) {
      return null;
    }
    List<? extends Certificate> chain = invalid.getCertPath().getCertificates();
    return chain.get(invalid.getIndex()) instanceof X509Certificate certificate
        ? LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC)
        : null;
  }

  private static String text(Duration limit) {
    return limit.toMillisPart() == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
