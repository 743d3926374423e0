package io.paymentdone.notification.webhook;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Parses the head of a response up to {@value #HEAD_BYTES_MAX} bytes. HttpComponents limits the
 * length of a line and the number of lines, 8 KB and 100, and together they would be 800 KB of each
 * response.
 */
final class BoundedResponseParser extends DefaultHttpResponseParser {

  static final int HEAD_BYTES_MAX = 32 * 1024;

  BoundedResponseParser(Http1Config config) {
    super(config);
  }

  @Override
  public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    return super.parse(buffer, new BoundedStream(in));
  }

  private static final class BoundedStream extends FilterInputStream {

    private int left = HEAD_BYTES_MAX;

    BoundedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(read);
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new MessageConstraintException(
            "the head of the response has more than " + HEAD_BYTES_MAX + " bytes");
      }
    }
  }
}
