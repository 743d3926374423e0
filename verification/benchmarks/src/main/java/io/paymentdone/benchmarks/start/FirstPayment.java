package io.paymentdone.benchmarks.start;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The first payment that a service accepts after its start. */
final class FirstPayment {

  private static final int CONNECT_TIMEOUT_MILLIS = 1000;
  private static final int ANSWER_TIMEOUT_MILLIS = 5000;
  private static final byte[] BODY =
      "{\"userId\":\"first\",\"amount\":1,\"currency\":\"EUR\"}"
          .getBytes(StandardCharsets.US_ASCII);

  private FirstPayment() {}

  /** Whether the service on this port accepts it now. */
  static boolean isAccepted(int port) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/payments");
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
      connection.setReadTimeout(ANSWER_TIMEOUT_MILLIS);
      try {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (var body = connection.getOutputStream()) {
          body.write(BODY);
        }
        return connection.getResponseCode() == HttpURLConnection.HTTP_CREATED;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }
}
