package io.paymentdone.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * First pages of feeds, of one user after the other.
 *
 * @param port of the notification service
 */
public record FeedRequests(int port) implements Requests {

  @Override
  public int acceptedStatus() {
    return 200;
  }

  @Override
  public void write(ByteBuf out, int number) {
    out.writeCharSequence(
        String.format(
            Locale.ROOT,
            "GET /notifications?userId=user-%d HTTP/1.1\r\nHost: localhost:%d\r\n\r\n",
            number % PaymentRequests.USERS,
            port),
        US_ASCII);
  }
}
