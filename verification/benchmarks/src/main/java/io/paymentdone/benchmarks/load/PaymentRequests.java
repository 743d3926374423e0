package io.paymentdone.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Payments as HTTP requests, numbered from 0: everything that does not change is encoded once.
 *
 * @param keyPrefix of the idempotency keys, unique in a run; the number follows
 * @param head of each request, up to the idempotency key
 * @param users payments go to these in turn
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PaymentRequests(String keyPrefix, byte[] head, int users) implements Requests {

  /** So many that each partition has many, so few that each has a feed. */
  public static final int USERS = 1000;

  private static final byte[] BEFORE_LENGTH = "\r\nContent-Length: ".getBytes(US_ASCII);
  private static final byte[] BEFORE_USER = "\r\n\r\n{\"userId\":\"user-".getBytes(US_ASCII);
  private static final byte[] AFTER_USER =
      "\",\"amount\":1250,\"currency\":\"EUR\",\"description\":\"order 42\"}".getBytes(US_ASCII);
  private static final int BODY_LENGTH_WITHOUT_USER =
      BEFORE_USER.length - "\r\n\r\n".length() + AFTER_USER.length;

  /** Payments posted to a path of the service on this port. */
  public static PaymentRequests to(int port, String path, String keyPrefix) {
    String head =
        String.format(
            Locale.ROOT,
            "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: %s",
            path,
            port,
            keyPrefix);
    return new PaymentRequests(keyPrefix, head.getBytes(US_ASCII), USERS);
  }

  /** The idempotency key of a payment. */
  public String key(int number) {
    return keyPrefix + number;
  }

  @Override
  public int acceptedStatus() {
    return 201;
  }

  @Override
  public void write(ByteBuf out, int number) {
    String user = Integer.toString(number % users);
    out.writeBytes(head);
    out.writeCharSequence(Integer.toString(number), US_ASCII);
    out.writeBytes(BEFORE_LENGTH);
    out.writeCharSequence(Integer.toString(BODY_LENGTH_WITHOUT_USER + user.length()), US_ASCII);
    out.writeBytes(BEFORE_USER);
    out.writeCharSequence(user, US_ASCII);
    out.writeBytes(AFTER_USER);
  }
}
