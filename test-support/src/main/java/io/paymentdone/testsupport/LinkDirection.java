package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One direction of a connection: a chunk waits for its due time while later chunks are read, as
 * packets in flight do. So latency costs time and not throughput, up to the bytes in flight.
 */
final class LinkDirection {

  private static final int CHUNK_BYTES = 4 * 1024;

  /** Chunks in flight at once: a window of 256 KB, beyond which the sender waits. */
  private static final int ON_THE_WAY_MAX = 64;

  /** No read returns it. */
  private static final Chunk END = new Chunk(new byte[0], LinkFault.NONE, 0);

  private final LinkState state;
  private final Socket from;
  private final Socket to;
  private final boolean replies;
  private final Runnable reset;
  private final BlockingQueue<Chunk> onTheWay = new ArrayBlockingQueue<>(ON_THE_WAY_MAX);
  private volatile boolean broken;

  /** Bytes and what the link did to them when they came. */
  static final class Chunk {

    private final byte[] bytes;
    private final LinkFault fault;
    private final long dueNanos;

    /** Bytes that may arrive at that time, or as soon as the link has changed. */
    Chunk(byte[] bytes, LinkFault fault, long dueNanos) {
      this.bytes = bytes;
      this.fault = fault;
      this.dueNanos = dueNanos;
    }

    int length() {
      return bytes.length;
    }

    /** Whether these ASCII characters are in it. */
    boolean contains(String marker) {
      return new String(bytes, ISO_8859_1).contains(marker);
    }

    LinkFault fault() {
      return fault;
    }

    long dueNanos() {
      return dueNanos;
    }
  }

  LinkDirection(LinkState state, Socket from, Socket to, boolean replies, Runnable reset) {
    this.state = state;
    this.from = from;
    this.to = to;
    this.replies = replies;
    this.reset = reset;
  }

  /** Passes everything on until one of the ends closes, or the connection breaks. */
  void run() throws InterruptedException {
    Thread reading = Thread.ofVirtual().start(this::read);
    deliver();
    reading.join();
  }

  private void read() {
    try {
      readAll();
      onTheWay.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads until the end of the stream; a reset takes effect after the chunks read before it. */
  private void readAll() throws InterruptedException {
    try {
      byte[] buffer = new byte[CHUNK_BYTES];
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        onTheWay.put(state.stamped(Arrays.copyOf(buffer, n)));
      }
    } catch (IOException closed) {
      broken = true;
    }
  }

  private void deliver() throws InterruptedException {
    boolean open = true;
    for (Chunk chunk = onTheWay.take(); chunk.length() > 0; chunk = onTheWay.take()) {
      // After a failure the rest is taken and dropped until the reader has seen it too.
      open = open && deliver(chunk);
    }
    if (open) {
      end();
    }
  }

  /** Whether the chunk arrived; if not, the connection is reset. */
  private boolean deliver(Chunk chunk) throws InterruptedException {
    boolean passed = state.mayPass(chunk, replies);
    if (passed) {
      try {
        to.getOutputStream().write(chunk.bytes);
      } catch (IOException closed) {
        passed = false;
      }
    }
    if (!passed) {
      reset.run();
    }
    return passed;
  }

  private void end() {
    state.awaitPassage(replies);
    if (broken) {
      reset.run();
      return;
    }
    try {
      to.shutdownOutput();
    } catch (IOException closed) {
      reset.run();
    }
  }
}
