package io.paymentdone.web.request;

import io.paymentdone.web.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** A request body that ends in a problem when it gets too long or takes too long. */
final class BoundedBody extends ServletInputStream {

  private final ServletInputStream body;
  private final long deadlineNanos;
  private final long bytesMax;
  private long bytesRead;

  BoundedBody(ServletInputStream body, RequestProperties properties) {
    this.body = body;
    this.bytesMax = properties.bodySizeMax().toBytes();
    this.deadlineNanos = System.nanoTime() + properties.bodyTimeMax().toNanos();
  }

  static ProblemException tooLarge(long bytesMax) {
    return ProblemException.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "body-too-large",
        "Bodies have at most " + bytesMax + " bytes; nothing was stored.");
  }

  @Override
  public int read() throws IOException {
    int read = body.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = body.read(target, offset, length);
    count(read);
    return read;
  }

  private void count(int read) {
    bytesRead += Math.max(read, 0);
    if (bytesRead > bytesMax) {
      throw tooLarge(bytesMax);
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw ProblemException.of(
          HttpStatus.REQUEST_TIMEOUT,
          "request-timeout",
          "The body did not arrive in time; nothing was stored.");
    }
  }

  @Override
  public boolean isFinished() {
    return body.isFinished();
  }

  @Override
  public boolean isReady() {
    return body.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    body.setReadListener(listener);
  }
}
