package io.paymentdone.web.request;

import io.paymentdone.web.ProblemException;
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
 */
public final class ReceivedBody {

  private final byte[] bytes;
  private final @Nullable Exception failure;

  private ReceivedBody(byte[] bytes, @Nullable Exception failure) {
    this.bytes = bytes;
    this.failure = failure;
  }

  /** Reads a body of which the request's head tells the length. */
  static ReceivedBody read(HttpServletRequest request, RequestProperties properties) {
    int length = request.getContentLength();
    try {
      BoundedBody body = new BoundedBody(request.getInputStream(), properties);
      return new ReceivedBody(body.readNBytes(length), null);
    } catch (IOException | ProblemException e) {
      return new ReceivedBody(new byte[0], e);
    }
  }

  /** Whether all of it is here. */
  public boolean isWhole() {
    return failure == null;
  }

  /** All of it, when it is whole. */
  public byte[] bytes() {
    return bytes;
  }

  /** The same request with this body to read, or with the failure to meet in reading. */
  public HttpServletRequest unreadIn(HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {

      private final ServletInputStream body = new Replay();

      @Override
      public ServletInputStream getInputStream() {
        return body;
      }
    };
  }

  /** Reads it once more. */
  private final class Replay extends ServletInputStream {

    private final ByteArrayInputStream left = new ByteArrayInputStream(bytes);

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
