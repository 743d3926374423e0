package io.paymentdone.web.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections with requests that are never finished. */
final class HeldConnections implements AutoCloseable {

  private final InetSocketAddress server;
  private final List<Held> all = new ArrayList<>();

  HeldConnections(int port) {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** One of them. */
  private record Held(SocketChannel channel, ByteBuffer unsent) {}

  /** Opens some; returns before they are accepted. */
  void open(int count, String begin) throws IOException {
    byte[] bytes = begin.getBytes(ISO_8859_1);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(server);
      all.add(new Held(channel, ByteBuffer.wrap(bytes)));
    }
  }

  /** Sends what can be sent of their beginnings, and one byte more where that is done. */
  void goOn(String more) {
    for (Held held : all) {
      try {
        if (held.channel().finishConnect() && held.channel().write(held.unsent()) == 0) {
          held.channel().write(ByteBuffer.wrap(more.getBytes(ISO_8859_1)));
        }
      } catch (IOException closedByTheServer) {
        close(held);
      }
    }
  }

  /** How many the server has not closed. */
  long open() {
    return all.stream().filter(held -> held.channel().isOpen() && !isAtEnd(held)).count();
  }

  private static boolean isAtEnd(Held held) {
    try {
      ByteBuffer answer = ByteBuffer.allocate(1024);
      int read = held.channel().isConnected() ? held.channel().read(answer) : 0;
      while (read > 0) {
        answer.clear();
        read = held.channel().read(answer);
      }
      return read < 0;
    } catch (IOException closedByTheServer) {
      return true;
    }
  }

  @Override
  public void close() {
    all.forEach(HeldConnections::close);
  }

  private static void close(Held held) {
    try {
      held.channel().close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
