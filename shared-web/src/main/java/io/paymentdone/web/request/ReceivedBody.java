package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read in front of the filters: whole, or as far as it came. Whoever does not
 * know what to do with it hands the request on as if nobody had read it.
 *
 * <p>Closing it gives back the memory that was set aside for it.
 */
public final class ReceivedBody implements AutoCloseable {

  private final BodyBuffer buffer;
  private final @Nullable Exception failure;

  private ReceivedBody(BodyBuffer buffer, @Nullable Exception failure) {
    this.buffer = buffer;
    this.failure = failure;
  }

  /** Reads all of it, as far as the limits allow. */
  static ReceivedBody read(
      HttpServletRequest request, RequestProperties properties, BodyMemory memory) {
    BodyBuffer buffer = new BodyBuffer(properties, memory.share());
    try {
      buffer.fill(request);
      return new ReceivedBody(buffer, null);
    } catch (IOException | ProblemException e) {
      buffer.release();
      return new ReceivedBody(buffer, e);
    }
  }

  /** Whether all of it is here. */
  public boolean isWhole() {
    return failure == null;
  }

  /** All of it, when it is whole. */
  public byte[] bytes() {
    return buffer.bytes();
  }

  /** The same request with this body to read, or with the failure to meet in reading. */
  public HttpServletRequest unreadIn(HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {

      private final ServletInputStream body = stream();

      @Override
      public ServletInputStream getInputStream() {
        return body;
      }
    };
  }

  /** Reads it once more. */
  ServletInputStream stream() {
    return new Replay(new ByteArrayInputStream(buffer.bytes()), failure);
  }

  @Override
  public void close() {
    buffer.release();
  }

  /** A body that was read, as a stream. */
  private static final class Replay extends ServletInputStream {

    private final ByteArrayInputStream left;
    private final @Nullable Exception failure;

    Replay(ByteArrayInputStream left, @Nullable Exception failure) {
      this.left = left;
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      meetFailure();
      return left.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      meetFailure();
      return left.read(target, offset, length);
    }

    @Override
    public int available() {
      return left.available();
    }

    private void meetFailure() throws IOException {
      switch (failure) {
        case null -> {}
        case IOException e -> throw e;
        case ProblemException e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }

    @Override
    public boolean isFinished() {
      return left.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("a body that was read is not read in the background");
    }
  }
}
