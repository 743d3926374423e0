package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.http.HttpHeaders;

/** The bytes of a body as they come: bounded in number, in memory and in time. */
final class BodyBuffer {

  private static final byte[] NONE = {};

  private final int bytesMax;
  private final long deadlineNanos;
  private final BodyMemory.Share memory;
  private byte[] bytes = NONE;

  BodyBuffer(RequestProperties properties, BodyMemory.Share memory) {
    this.bytesMax = Math.toIntExact(properties.bodySizeMax().toBytes());
    this.deadlineNanos = System.nanoTime() + properties.bodyTimeMax().toNanos();
    this.memory = memory;
  }

  static ProblemException tooLarge(long bytesMax) {
    return ProblemException.of(
        ProblemCode.BODY_TOO_LARGE,
        "Bodies have at most " + bytesMax + " bytes; nothing was stored.");
  }

  /** What came. */
  byte[] bytes() {
    return bytes;
  }

  /** Lets the memory go; what came can no longer be read here. */
  void release() {
    bytes = NONE;
    memory.release();
  }

  /**
   * Reads a request's body to its end.
   *
   * @throws ProblemException 413, 408 or 503 when it is too large, too slow, or one too many
   */
  void fill(HttpServletRequest request) throws IOException {
    int length = request.getContentLength();
    if (length == 0 || (length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null)) {
      return;
    }
    ServletInputStream body = request.getInputStream();
    int count = 0;
    // Tomcat knows whether any byte has arrived, not how many.
    if (length > 0 && length <= BodyMemory.FREE_BYTES && body.available() > 0) {
      bytes = new byte[length];
      count = Math.max(0, body.read(bytes, 0, length));
    }
    if (count != length) {
      resize(length < 0 ? BodyMemory.FREE_BYTES : Math.min(BodyMemory.FREE_BYTES, length));
    }
    while (count != length) {
      if (count == bytes.length) {
        // One byte more than allowed shows that the body is too large.
        resize(Math.min(2 * count, length < 0 ? bytesMax + 1 : length));
      }
      int read = body.read(bytes, count, bytes.length - count);
      if (read < 0) {
        break;
      }
      count += read;
      check(count);
    }
    if (count < bytes.length) {
      bytes = Arrays.copyOf(bytes, count);
    }
  }

  private void resize(int size) {
    memory.resize(size);
    bytes = Arrays.copyOf(bytes, size);
  }

  private void check(int count) {
    if (count > bytesMax) {
      throw tooLarge(bytesMax);
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw ProblemException.of(
          ProblemCode.REQUEST_TIMEOUT, "The body did not arrive in time; nothing was stored.");
    }
  }
}
